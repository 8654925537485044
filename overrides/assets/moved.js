// A page that has moved leads to the part that the address asks for; without this file it leads to the page alone.
location.replace(document.links[0].href + location.hash);
