"""What the command line says of itself, in Vietnamese and English; the sentences of faults are in ``messages/``."""

from __future__ import annotations

import os
from collections.abc import Sequence

LANGS = ("vi", "en")

TEXT: dict[str, tuple[str, str]] = {
    "app": (
        "Soạn công văn theo Nghị định 30/2020/NĐ-CP: viết nội dung bằng YAML, nhận PDF và DOCX.\n\n"
        "Không có lệnh nào thì mọi công văn trong circulars/ được dựng.",
        "Official letters after Decree 30/2020/NĐ-CP: write YAML, get PDF and DOCX.\n\n"
        "Without a command, every circular in circulars/ is built.",
    ),
    "build": ("Dựng PDF và DOCX; cái gì không đổi thì bỏ qua.", "Make PDF and DOCX; what is up to date is skipped."),
    "check": ("Chỉ kiểm tra, không ghi gì.", "Validate only; writes nothing."),
    "new": ("Tạo một tệp YAML có chú thích để điền.", "Write a commented YAML to fill in."),
    "inspect": (
        "Xét tệp PDF, DOCX bất kỳ theo Nghị định 30: sai ở đâu, theo điều khoản nào, sửa thế nào.",
        "Judge any PDF or DOCX by NĐ 30: where it departs, by which article, how to mend it.",
    ),
    "opt.type": ("Loại văn bản, ví dụ cong-van (mặc định: tự nhận).", "The kind, e.g. cong-van (default: recognised)."),
    "opt.html": ("Ghi thêm một báo cáo HTML có hình các trang.", "Also write an HTML report with the pages."),
    "page": ("trang {page}", "page {page}"),
    "paragraph": ("đoạn {number}", "paragraph {number}"),
    "mend": ("cách sửa: {how}", "to mend it: {how}"),
    "conforms": ("{file}: đúng thể thức ({kind})", "{file}: conforms ({kind})"),
    "departs": (
        "{file}: {errors} lỗi, {warnings} cảnh báo ({kind})",
        "{file}: {errors} errors, {warnings} warnings ({kind})",
    ),
    "no_kind": ("chưa nhận ra loại", "kind not recognised"),
    "unjudged": ("{file}: không xét được {rule}: {why}", "{file}: {rule} was not judged: {why}"),
    "inspected": (
        "Đã xét {count} tệp: {good} đúng thể thức, {bad} có lỗi, {refused} không xét được",
        "{count} files: {good} conform, {bad} with errors, {refused} could not be inspected",
    ),
    "reported": ("báo cáo: {path}", "report: {path}"),
    "table": ("{file}  {errors} lỗi  {warnings} cảnh báo", "{file}  {errors} errors  {warnings} warnings"),
    "refused": ("không xét được", "not inspected"),
    "schema": ("In JSON Schema cho trình soạn thảo.", "Print the JSON Schema for editors."),
    "completion": ("In đoạn mã gợi ý lệnh cho bash, zsh hoặc fish.", "Print completion for bash, zsh or fish."),
    "opt.workspace": ("Thư mục làm việc (mặc định: thư mục hiện tại).", "The workspace (default: this folder)."),
    "opt.lang": ("Ngôn ngữ của thông báo: vi hoặc en.", "Language of messages: vi or en."),
    "opt.json": ("In một tài liệu JSON thay cho chữ.", "Print one JSON document instead of text."),
    "opt.debug": ("In chi tiết lỗi của chương trình.", "Print the program's own trace after a fault."),
    "opt.version": ("In số phiên bản rồi thôi.", "Print the version and exit."),
    "opt.help": ("In hướng dẫn này rồi thôi.", "Show this message and exit."),
    "opt.format": ("Các dạng cần dựng: pdf,docx,html (mặc định pdf,docx).", "Formats: pdf,docx,html."),
    "opt.output": ("Thư mục ghi kết quả (mặc định: output).", "Where the files go (default: output)."),
    "opt.jobs": ("Số tiến trình (mặc định: tự chọn).", "Worker processes (default: as many as pay)."),
    "opt.force": ("Dựng lại cả những gì không đổi.", "Build even what is up to date."),
    "opt.watch": ("Chờ, và dựng lại khi có tệp thay đổi; Ctrl-C để thôi.", "Rebuild on change; Ctrl-C ends."),
    "usage": ("Cách dùng", "Usage"),
    "options": ("Tùy chọn", "Options"),
    "commands": ("Các lệnh", "Commands"),
    "nothing": ("chưa có công văn nào trong circulars/", "there is no circular in circulars/ yet"),
    "unchanged": ("{id}: không có gì thay đổi", "{id}: nothing has changed"),
    "all_unchanged": ("không có gì thay đổi ({count} công văn)", "nothing has changed ({count} circulars)"),
    "checked": ("đã kiểm tra {count} công văn, không có lỗi", "{count} circulars checked, no error"),
    "created": ("đã tạo {path}; hãy mở tệp và điền nội dung", "{path} written; open it and fill it in"),
    "building": ("Đang dựng", "Building"),
    "watching": ("đang chờ tệp thay đổi; bấm Ctrl-C để thôi", "waiting for changes; Ctrl-C ends"),
    "watch_end": ("đã thôi theo dõi", "no longer watching"),
    "no_option": ("không có tùy chọn {option}", "no such option: {option}"),
    "mean": ("; ý bạn là {near}?", "; did you mean {near}?"),
    "no_command": ("không có lệnh {name}", "no such command: {name}"),
    "missing": ("thiếu {name}", "missing {name}"),
    "extra": ("thừa tham số {names}", "unexpected arguments: {names}"),
    "needs_value": ("tùy chọn {option} cần một giá trị", "option {option} needs a value"),
    "takes_none": ("tùy chọn {option} không nhận giá trị", "option {option} takes no value"),
    "bad_value": ("giá trị của {name} chưa đúng{why}", "the value of {name} is not right{why}"),
    "one_of": (" (chọn một trong: {choices})", " (choose one of: {choices})"),
    "bad_format": ("không có dạng {name}; có thể dùng pdf, docx, html", "no format {name}; there are pdf, docx, html"),
    "no_workspace": ("không có thư mục làm việc {name}", "there is no workspace folder {name}"),
    "wrong": ("cách gõ chưa đúng", "it can not be understood"),
    "error": ("lỗi", "error"),
    "warning": ("cảnh báo", "warning"),
}

_lang = ["vi"]


def language() -> str:
    """The language in use."""
    return _lang[0]


def choose(argv: Sequence[str]) -> None:
    """Set the language before any word is said: ``--lang`` wherever it stands, else CONGVAN_LANG, else Vietnamese."""
    wanted = os.environ.get("CONGVAN_LANG", "vi")
    for here, following in zip(argv, [*argv[1:], ""], strict=False):
        if here == "--":
            break
        if here == "--lang":
            wanted = following
        elif here.startswith("--lang="):
            wanted = here.removeprefix("--lang=")
    _lang[0] = wanted if wanted in LANGS else "vi"


def say(key: str, **values: object) -> str:
    """The words under ``key`` in the language in use."""
    text = TEXT[key][LANGS.index(language())]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text
