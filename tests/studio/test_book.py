"""Sổ văn bản đi: search, filters and pages in the address, one line and its chain, export, import, check, backup, head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Studio, sound, window, workspace
from playwright.sync_api import Browser, Page, expect

ROWS = 130


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """An office with a book of its own: 130 imported lines, a letter, the one that recalls it, a number set aside."""
    made = Studio(workspace(tmp_path_factory.mktemp("so")))
    run = made.shop.run
    rows = "\n".join(
        f"{n},{1 + n % 29:02d}/0{1 + n // 29}/2024,cảnh báo việc thứ {n},{'bao-cao' if n % 3 else 'cong-van'},"
        f"Người ký {n % 2},Sở Nội vụ;Sở Y tế" for n in range(1, ROWS + 1)
    )  # fmt: skip
    (made.shop.root / "cu.csv").write_text(f"number,date,subject,type,signer,to\n{rows}\n", "utf-8")
    assert run("register", "import", "cu.csv").returncode == 0
    letter = made.file("2024/canh-bao-gia-danh-lan-2").read_text("utf-8")
    letter = letter.replace("number: 881\n", "").replace("date: 2024-05-14\n", "", 1)
    made.file("2026/goc").parent.mkdir(exist_ok=True)
    made.file("2026/goc").write_text(letter, "utf-8")
    for path in (made.shop.root / "circulars" / "2024").glob("*.yaml"):
        path.unlink()  # the book knows nothing of their numbers
    assert run("issue", "2026/goc").returncode == 0
    assert run("follow-up", "2026/goc", "2026/thu-hoi", "--recalls").returncode == 0
    recalls = made.file("2026/thu-hoi")
    recalls.write_text(recalls.read_text("utf-8").replace("<<điền lý do>>", "gửi nhầm"), "utf-8")
    done = run("issue", "2026/thu-hoi")
    assert done.returncode == 0, done.stderr
    assert run("register", "reserve", "9", "--reason", "để dành").returncode == 0
    made.start()
    yield made
    code, _, err = made.end()
    assert code == 0, err
    assert "Traceback" not in err, err


@pytest.fixture(scope="module")
def book(chromium: Browser, office: Studio) -> Iterator[Page]:
    found = window(chromium, office.base, bypass_csp=True)
    found.page.goto(office.address)
    yield found.page
    found.context.close()
    assert found.away == []
    assert [text for text in found.said if "status of 4" not in text] == []


def test_search_filters_and_pages_stand_in_the_address(office: Studio, book: Page) -> None:
    book.goto(f"{office.at}/van-ban")
    book.get_by_role("link", name="Sổ văn bản đi").click()
    expect(book.get_by_role("heading", name="Sổ văn bản đi")).to_be_visible()
    expect(book.locator("tbody tr")).to_have_count(3)  # of the newest year
    sound(book, "so")
    book.get_by_label("Năm").select_option("2024")
    book.get_by_role("button", name="Lọc").click()
    expect(book.locator("tbody tr")).to_have_count(50)
    assert "nam=2024" in book.url
    book.get_by_role("link", name="Trang sau").click()
    book.get_by_role("link", name="Trang sau").click()
    expect(book.locator("tbody tr")).to_have_count(ROWS - 100)
    book.get_by_label("Tìm", exact=True).fill("canh BAO thu 77")
    book.keyboard.press("Enter")
    expect(book.locator("tbody tr")).to_have_count(1)
    assert "nam=2024" in book.url
    book.goto(f"{office.at}/so?nam=2024&nguoi_ky=Người ký 1&loai=cong-van&tu=2024-02-01&den=2024-03-31")
    count = sum(1 for n in range(1, ROWS + 1) if n % 2 and n % 3 == 0 and 1 + n // 29 in (2, 3))
    expect(book.locator("tbody tr")).to_have_count(count)
    book.goto(f"{office.at}/so?trang_thai=da-giu")
    expect(book.locator("tbody tr")).to_have_count(1)
    book.goto(f"{office.at}/so?tim=khong+co+gi&trang=99999&nam=moi-nam")
    expect(book.get_by_text("Không có dòng nào như vậy trong sổ.")).to_be_visible()
    book.goto(f"{office.at}/so?nam=x&tu=y&trang_thai=z&trang=-1")
    expect(book.locator("tbody tr")).to_have_count(50)  # what is no year, day, state restricts nothing


def test_a_line_and_its_chain_as_a_picture(office: Studio, book: Page) -> None:
    book.goto(f"{office.at}/so?van-ban=2026/goc")
    expect(book.get_by_role("heading", name="Số 01/")).to_be_visible()
    picture = book.locator("svg.picture")
    assert picture.get_by_role("link").count() >= 3  # what it follows, itself, what recalls it
    assert "thu hồi" in book.locator("#chain-text").inner_text()
    sound(book, "mot-dong")
    picture.get_by_role("link", name="02/").click()
    expect(book.get_by_role("heading", name="Số 02/")).to_be_visible()
    book.goto(f"{office.at}/so/2024/77")
    expect(book.get_by_text("cảnh báo việc thứ 77")).to_be_visible()
    expect(book.get_by_role("link", name="Mở văn bản")).to_have_count(0)
    book.goto(f"{office.at}/so/2026/9")
    expect(book.get_by_text("Số đã giữ")).to_be_visible()
    for path in ("2026/9999", "1999/1", "2024/77/LA", "2024/0", "2024/x"):
        book.goto(f"{office.at}/so/{path}")
        expect(book.get_by_role("heading", name="Không có trang này")).to_be_visible()


@pytest.mark.parametrize("name", ["Excel", "CSV", "PDF"])
def test_what_is_filtered_is_handed_out(office: Studio, book: Page, tmp_path: Path, name: str) -> None:
    book.goto(f"{office.at}/so?nam=2024&nguoi_ky=Người ký 1&tim=thu+7")
    with book.expect_download(timeout=60_000) as got:
        book.get_by_role("button", name=name, exact=True).click()
    file = tmp_path / got.value.suggested_filename
    got.value.save_as(file)
    data = file.read_bytes()
    assert data[:4] in (b"PK\x03\x04", b"%PDF") or b"07/" in data
    if name == "CSV":
        assert len([line for line in data.decode("utf-8-sig").splitlines() if "việc thứ 7" in line]) == 1


def test_an_old_book_is_looked_at_and_entered(office: Studio, book: Page, tmp_path: Path) -> None:
    file = tmp_path / "cu-hon.csv"
    head = "number,date,subject,type,signer,to\n"
    file.write_text(f"{head}1,03/01/2023,việc cũ,cong-van,Ai,Sở Y tế\n2,khong,việc sai,cong-van,Ai,Sở Y tế\n", "utf-8")
    book.goto(f"{office.at}/so/nhap")
    sound(book, "nhap-so")
    book.get_by_label("Tệp").set_input_files(file)
    book.get_by_role("button", name="Xem trước").click()
    expect(book.get_by_role("heading", name="Tệp có 1 chỗ sai")).to_be_visible(timeout=60_000)
    row = book.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row.locator(".no")).to_contain_text("3")
    assert row.locator(".cure").inner_text().strip() not in ("", "–")
    sound(book, "nhap-so-sai")
    file.write_text(
        f"{head}1,03/01/2023,việc cũ,cong-van,Ai,Sở Y tế\n2,04/01/2023,việc sau,cong-van,Ai,Sở Y tế\n", "utf-8"
    )
    book.get_by_role("link", name="Tải tệp đã sửa lên").click()
    book.get_by_label("Tệp").set_input_files(file)
    book.get_by_role("button", name="Xem trước").click()
    expect(book.get_by_role("button", name="Ghi 2 dòng vào sổ")).to_be_visible(timeout=60_000)
    assert "việc cũ" not in office.shop.run("register", "list", "--year", "2023").stdout
    book.get_by_role("button", name="Ghi 2 dòng vào sổ").click()
    expect(book.get_by_text("Đã ghi 2 dòng vào sổ")).to_be_visible(timeout=60_000)
    assert "việc sau" in office.shop.run("register", "list", "--year", "2023").stdout


def test_check_backup_and_head(office: Studio, book: Page, tmp_path: Path) -> None:
    book.goto(f"{office.at}/so")
    book.get_by_role("button", name="Kiểm tra sổ").click()
    expect(book.get_by_text("Sổ không có lỗi")).to_be_visible(timeout=60_000)
    sound(book, "kiem-tra-so")
    book.goto(f"{office.at}/so")
    book.get_by_role("button", name="Sao lưu").click()
    with book.expect_download(timeout=60_000) as got:
        book.get_by_role("link", name="Tải tệp").click(timeout=60_000)
    copy = tmp_path / "so.bak"
    got.value.save_as(copy)
    empty = tmp_path / "moi"
    empty.mkdir()
    for name in ("issuer.yaml", "recipients.yaml"):
        (empty / name).write_bytes((office.shop.root / name).read_bytes())
    office.shop.run("--workspace", str(empty), "register", "restore", str(copy))
    assert (empty / "register.db").exists()
    book.goto(f"{office.at}/so")
    book.get_by_role("link", name="Mã đầu sổ").click()
    expect(book.get_by_text("Mã kiểm")).to_be_visible()
    assert "head" in office.shop.run("register", "head", "--json").stdout
    sound(book, "dau-so")


def test_the_pages_of_numbering_for_everybody(office: Studio, book: Page) -> None:
    source = office.file("2026/goc").read_text("utf-8")
    lines = [line for line in source.splitlines(keepends=True) if not line.startswith(("number:", "date:"))]
    office.file("2026/sau").write_text("".join(lines).replace("tiếp tục cảnh báo", "nhắc lại cảnh báo", 1), "utf-8")
    for path, name in (("van-ban/2026/sau/cap-so", "cap-so"), ("van-ban/2026/goc/cap-so", "da-cap-so"),
                       ("so/giu-so", "giu-so"), ("so/huy-so?so=9&nam=2026", "huy-so"),
                       ("van-ban/2026/goc/soan-tiep/thu-hoi", "soan-thu-hoi"),
                       ("van-ban/2026/goc/soan-tiep/tra-loi", "soan-tra-loi")):  # fmt: skip
        book.goto(f"{office.at}/{path}")
        sound(book, name)
