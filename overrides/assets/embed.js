/* Before an embed is painted: the colour scheme that its address asks for, else the system's. */
{
  const scheme = new URLSearchParams(location.search).get("theme");
  if (scheme === "light" || scheme === "dark") document.documentElement.dataset.scheme = scheme;
}
