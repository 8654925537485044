"""``make serve`` replaces a file by a whole one, so that nobody who is being sent it gets a part of it."""

from mkdocs.structure.files import File

from sitedata.publish.preview import _replaced


def served(tmp_path) -> File:
    file = File("page.css", str(tmp_path / "docs"), str(tmp_path / "site"), True)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page.css").write_text("the old text")
    return file


def test_who_reads_a_file_while_it_is_written_gets_the_old_one_whole(tmp_path):
    file = served(tmp_path)
    with open(file.abs_dest_path) as sent, _replaced(file):
        with open(file.abs_dest_path, "w") as out:
            out.write("new")
        assert (tmp_path / "site" / "page.css").read_text() == sent.read() == "the old text"
    assert [(path.name, path.read_text()) for path in (tmp_path / "site").iterdir()] == [("page.css", "new")]


def test_a_file_that_could_not_be_written_stays_as_it_was(tmp_path):
    file = served(tmp_path)
    try:
        with _replaced(file):
            raise OSError("disk full")
    except OSError:
        assert (tmp_path / "site" / "page.css").read_text() == "the old text"
