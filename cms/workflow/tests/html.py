"""Pages with a status other than 200, read the way a browser does."""

from bs4 import BeautifulSoup


def soup(response, status: int) -> BeautifulSoup:
    assert response.status_code == status, response.status_code
    return BeautifulSoup(response.content, "html.parser")
