"""Reading a page the way a browser does."""

from bs4 import BeautifulSoup, Tag


def parsed(response) -> BeautifulSoup:
    """The page of a successful response."""
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def text(tag: Tag | None) -> str:
    """What the tag says, with single spaces."""
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def texts(soup: Tag, selector: str) -> list[str]:
    return [text(tag) for tag in soup.select(selector)]


def links(soup: Tag, selector: str) -> list[str]:
    return [tag["href"] for tag in soup.select(selector)]
