"""What the command line says of itself, in Vietnamese and English; the sentences of faults are in ``messages/``."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from congvan.text.characters import shown

LANGS = ("vi", "en")
_PLACE = re.compile(r"\{(\w+)\}")

TEXT: dict[str, tuple[str, str]] = {
    "app": (
        "Soạn công văn và các văn bản hành chính theo Nghị định 30/2020/NĐ-CP: viết bằng YAML, nhận PDF và DOCX.\n\n"
        "Không có lệnh nào thì mọi văn bản trong circulars/ được dựng.",
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
    "copy": (
        "Sao y, sao lục, trích sao một tệp PDF bất kỳ: khối bản sao dưới văn bản, hoặc dòng của bản sao điện tử.",
        "Copy any PDF (sao y, sao lục, trích sao): the copy's block under the text, or the line of an electronic copy.",
    ),
    "opt.form": ("Hình thức sao.", "Form of the copy."),
    "opt.signer": ("Người ký bản sao, theo issuer.yaml.", "Who signs the copy, by issuer.yaml."),
    "opt.pages": ("Các trang được trích, ví dụ 2-3 hoặc 1,4 (chỉ trích sao).", "Pages, e.g. 2-3 (trich-sao only)."),
    "opt.copies": ("Nơi nhận bản sao, theo recipients.yaml.", "Who gets the copy, by recipients.yaml."),
    "opt.electronic": ("Bản sao điện tử: dòng ở góc trên bên phải, rồi cơ quan ký.", "An electronic copy."),
    "opt.copy_date": ("Ngày sao (mặc định: hôm nay).", "Date of the copy (default: today)."),
    "opt.copy_subject": ("Tên văn bản được sao, để ghi vào sổ.", "What is copied, for the register."),
    "copy_more": (
        "thừa: {more}; lệnh copy nhận một tệp và một mã",
        "one file and one id are copied; left over: {more}",
    ),
    "copied": ("bản sao số {code} ngày {date}", "copy number {code} of {date}"),
    "copy_to_sign": (
        "Bản sao điện tử cần chữ ký số của cơ quan: sign {id} --as DauCoQuan …",
        "An electronic copy needs the agency's signature: sign {id} --as DauCoQuan …",
    ),
    "opt.kind": ("Loại văn bản, ví dụ cong-van (mặc định: tự nhận).", "The kind, e.g. cong-van (default: recognised)."),
    "opt.html": ("Ghi thêm một báo cáo HTML có hình các trang.", "Also write an HTML report with the pages."),
    "page": ("trang {page}", "page {page}"),
    "paragraph": ("đoạn {number}", "paragraph {number}"),
    "mend": ("cách sửa: {how}", "to mend it: {how}"),
    "conforms": ("{file}: đúng thể thức ({kind})", "{file}: conforms ({kind})"),
    "departs": (
        "{file}: {errors} lỗi, {warnings} cảnh báo ({kind})",
        "{file}: {errors} errors, {warnings} warnings ({kind})",
    ),
    "regime": (
        '{file}: có vẻ là {what} ("{shown}"), theo {rules}, không theo Nghị định 30: '
        "không xét; vẫn muốn xét thì thêm --type",
        '{file}: seems to be {what} ("{shown}"), made by {rules}, not by NĐ 30: '
        "not judged; add --type to judge it all the same",
    ),
    "unknown": (
        '{file}: có vẻ là {what}, bắt đầu bằng "{shown}"; theo quy định nào: {rules} '
        "({errors} lỗi, {warnings} cảnh báo); xét đủ thì thêm --type",
        '{file}: seems to be {what}, beginning "{shown}"; made by {rules} ({errors} errors, {warnings} warnings); '
        "add --type to judge all",
    ),
    "elsewhere": ("{count} tệp theo quy định khác, không xét", "{count} made by other rules, not judged"),
    "untold": ('chưa nhận ra loại, tiêu đề "{title}"', 'kind not recognised, title "{title}"'),
    "no_kind": ("chưa nhận ra loại", "kind not recognised"),
    "unjudged": ("{file}: không xét được {rule}: {why}", "{file}: {rule} was not judged: {why}"),
    "inspected": (
        "Đã xét {count} tệp: {good} đúng thể thức, {bad} có lỗi, {refused} không xét được",
        "{count} files: {good} conform, {bad} with errors, {refused} could not be inspected",
    ),
    "finding.times": (" ({times} lần)", " ({times} times)"),
    "reported": ("báo cáo: {path}", "report: {path}"),
    "table": ("{file}  {errors} lỗi  {warnings} cảnh báo", "{file}  {errors} errors  {warnings} warnings"),
    "refused": ("không xét được", "not inspected"),
    "issue": ("Cấp số: lấy số kế tiếp, khóa nguyên văn, ghi số và ngày vào tệp.", "Take the next number, once."),
    "register": (
        "Sổ đăng ký văn bản đi: xem, tìm, nhập, xuất, kiểm tra, sao lưu.",
        "The register of outgoing documents.",
    ),
    "follow-up": (
        "Soạn văn bản tiếp theo (lần 2, lần 3 …) từ một văn bản đã ban hành.",
        "Draft what follows an issued document.",
    ),
    "register.list": ("Liệt kê các văn bản trong sổ.", "List the entries."),
    "register.show": ("Xem một văn bản cùng chuỗi liên quan.", "Show one entry with its chain."),
    "register.search": ("Tìm theo từ, có dấu hay không dấu.", "Search by words, with or without marks."),
    "register.import": (
        "Nhập sổ cũ từ CSV hoặc XLSX; có dòng sai thì không nhập dòng nào.",
        "Import CSV or XLSX; all rows or none.",
    ),
    "register.export": ("Xuất sổ ra XLSX, CSV hoặc PDF theo mẫu của Nghị định 30.", "Export XLSX, CSV or PDF."),
    "register.verify": (
        "Kiểm tra sổ: thiếu số, trùng số, sai ngày, dòng bị sửa, nhật ký đứt, sổ bị mất hay bị thay.",
        "Check numbers, dates, the audit log and the files.",
    ),
    "register.head": ("In đầu sổ để giữ ở nơi khác.", "Print the head, to be kept elsewhere."),
    "opt.same_text": (
        "Đây là văn bản khác, dù nguyên văn giống hệt một văn bản đã cấp số.",
        "It is another document, though it says just what an issued one says.",
    ),
    "opt.head": ("So với đầu sổ đã giữ trong tệp này.", "Compare with the head kept in this file."),
    "register.reserve": ("Ghi số để dành trên giấy, có lý do.", "Set numbers aside, with a reason."),
    "register.void": ("Ghi số hỏng, có lý do; không số nào bị xóa.", "Void a number, with a reason."),
    "register.backup": ("Sao lưu sổ ra một tệp, cả khi đang dùng.", "Back the register up, online."),
    "register.restore": ("Khôi phục sổ từ bản sao lưu vào nơi trống.", "Restore a backup into an empty place."),
    "opt.date": ("Ngày ban hành (mặc định: hôm nay).", "Date of issue (default: today)."),
    "opt.number": ("Một số còn trống, thay cho số kế tiếp.", "A free number instead of the next."),
    "opt.year": ("Năm.", "Year."),
    "opt.from": ("Từ ngày.", "From this day."),
    "opt.to": ("Đến ngày.", "To this day."),
    "opt.type": ("Loại văn bản.", "Kind."),
    "opt.limit": ("Nhiều nhất bao nhiêu dòng.", "At most so many."),
    "opt.reason": ("Lý do.", "The reason."),
    "opt.symbol": ("Ký hiệu.", "The symbol."),
    "issued": ("đã ghi số và ngày {date} vào {id}", "number and date {date} written into {id}"),
    "bad_date": ("{option} {value} không phải là ngày; viết 2026-11-25 hoặc 25/11/2026", "{option} {value} is no date"),
    "show.follows": ("tiếp theo", "follows"),
    "show.corrects": ("đính chính", "corrects"),
    "show.replaces": ("thay thế", "replaces"),
    "show.recalls": ("thu hồi", "recalls"),
    "show.cites": ("viện dẫn", "cites"),
    "show.free": ("bỏ trống: không có dòng nào trong sổ", "free: nobody has it"),
    "show.reserved": ("để dành", "set aside"),
    "show.recalled": ("đã thu hồi ngày {day}: {reason}", "recalled on {day}: {reason}"),
    "show.void": ("hủy", "void"),
    "show.signer": ("Người ký", "Signer"),
    "show.to": ("Kính gửi", "To"),
    "show.copies": ("Nơi nhận", "Copies"),
    "show.archive": ("Lưu", "Kept by"),
    "show.file": ("Tệp", "File"),
    "show.reason": ("Lý do", "Reason"),
    "no_entries": ("sổ không có dòng nào như vậy", "no such entry"),
    "no_register_yet": ("chưa có sổ ({register})", "there is no register yet ({register})"),
    "empty_register": (
        "sổ chưa có dòng nào của cơ quan này: chưa có gì để kiểm tra",
        "the register has no entry of this agency: nothing to check",
    ),
    "imported_sheet": ("trang {sheet}: {count} dòng", "sheet {sheet}: {count} rows"),
    "imported": ("đã nhập {count} dòng; {kept} dòng đã có sẵn", "{count} rows imported; {kept} were there already"),
    "verified": (
        "sổ có {count} dòng, không có gì sai; dấu cuối nhật ký: {head}",
        "{count} entries, nothing wrong; head: {head}",
    ),
    "starts": (
        "dãy {sequence} năm {year} bắt đầu từ số {number}: các số trước đó ở sổ cũ, không kiểm tra được ở đây",
        "sequence {sequence} of {year} begins with {number}: earlier numbers stand in an older book",
    ),
    "written": ("đã ghi {path}", "{path} written"),
    "restored": ("đã khôi phục {count} dòng", "{count} entries restored"),
    "noted_void": ("đã ghi số hủy {codes} năm {year}", "{codes} of {year} voided"),
    "noted_reserved": ("đã để dành số {codes} năm {year}", "{codes} of {year} set aside"),
    "set_aside": (
        "số để dành chưa dùng: {numbers} (dãy {sequence}, năm {year})",
        "set aside and not used: {numbers} (sequence {sequence}, {year})",
    ),
    "verified_warned": (
        "sổ có {count} dòng, không có lỗi nhưng có {warnings} cảnh báo ở trên; dấu cuối nhật ký: {head}",
        "{count} entries, no error, but {warnings} warnings above; head: {head}",
    ),
    "no_register": (
        "chưa có sổ ({register}), và không tệp nào mang số: chưa có gì để kiểm tra",
        "there is no register ({register}) and no file bears a number: nothing to check",
    ),
    "head_matched": (
        "khớp với đầu sổ đã giữ: dòng nhật ký {position}, lúc {at}",
        "agrees with the head that was kept: log row {position}, at {at}",
    ),
    "head_title": ("Đầu sổ đăng ký văn bản đi", "Head of the register of outgoing documents"),
    "head_name": ("Cơ quan: {name}", "Agency: {name}"),
    "head_key": ("Ký hiệu cơ quan: {symbol}", "Agency's symbol: {symbol}"),
    "head_position": ("Dòng nhật ký: {position}", "Log row: {position}"),
    "head_hash": ("Mã kiểm: {hash}", "Hash: {hash}"),
    "head_sum": ("Số kiểm: {sum}", "Check: {sum}"),
    "head_at": ("Lúc: {at}", "At: {at}"),
    "head_number": ("Dãy {sequence}, năm {year}: đến số {number}", "Sequence {sequence}, {year}: up to {number}"),
    "drafted": (
        "đã soạn {path}; hãy mở tệp, viết thêm đoạn của lần này",
        "{path} drafted; open it and write its paragraph",
    ),
    "ready": ("Tạo bản PDF chờ ký.", "Make the sign-ready PDF."),
    "sign": ("Ký số: lãnh đạo ký, cơ quan đóng dấu.", "Sign: the leader's signature or the agency's seal."),
    "verify": ("Kiểm tra chữ ký số của một tệp PDF.", "Check the signatures of a PDF."),
    "opt.for": ("vgca: không tạo trường ký, ghi tọa độ ra .ready.json.", "vgca: no fields, rectangles to .ready.json."),
    "opt.apart": ("Mỗi phụ lục một tệp riêng, cơ quan ký từng tệp.", "Each annex a file of its own."),
    "opt.as": ("KyLanhDao (lãnh đạo) hoặc DauCoQuan (dấu cơ quan).", "KyLanhDao (leader) or DauCoQuan (seal)."),
    "opt.p12": ("Tệp khóa PKCS#12 (.p12, .pfx).", "Key in a PKCS#12 file."),
    "opt.password_file": (
        "Tệp chứa mật khẩu; hoặc biến CONGVAN_PASSWORD, hoặc được hỏi.",
        "File with the password; or CONGVAN_PASSWORD, or asked.",
    ),
    "opt.image": ("Ảnh PNG nền trong suốt của chữ ký hoặc con dấu.", "PNG of signature or seal."),
    "opt.pkcs11": ("Thư viện PKCS#11 của USB token.", "The token's PKCS#11 module."),
    "opt.token": ("Nhãn của token.", "Label of the token."),
    "opt.key": ("Nhãn của khóa trong token.", "Label of the key."),
    "opt.cert": ("Chứng thư số (PEM), nếu không nằm trong token.", "Certificate (PEM) if not on the token."),
    "opt.pin_file": (
        "Tệp chứa mã PIN; hoặc biến CONGVAN_PIN, hoặc được hỏi.",
        "File with the PIN; or CONGVAN_PIN, or asked.",
    ),
    "opt.tsa": ("Địa chỉ máy chủ cấp dấu thời gian.", "Timestamp authority."),
    "opt.lta": ("Kèm thông tin để kiểm tra được lâu dài (cần --tsa).", "Long-term information (needs --tsa)."),
    "opt.no_leader": ("Đóng dấu khi lãnh đạo chưa ký số (được ghi lại).", "Seal without the leader's signature."),
    "opt.trust": ("Chứng thư số của nơi cấp mà ta tin (PEM).", "Certificates to trust (PEM)."),
    "ask_password": ("Mật khẩu của tệp khóa", "Password of the key file"),
    "ask_pin": ("Mã PIN của token", "PIN of the token"),
    "signing": ("Đang ký", "Signing"),
    "signed_sum": ("đã ký {done} văn bản, {failed} văn bản không ký được", "{done} signed, {failed} not signed"),
    "one_key": (
        "cần đúng một trong hai: --p12, hoặc --pkcs11 cùng --token và --key",
        "exactly one is needed: --p12, or --pkcs11 with --token and --key",
    ),
    "lta_needs_tsa": ("--lta cần có --tsa", "--lta needs --tsa"),
    "tsa_address": (
        '--tsa phải là một địa chỉ http:// hoặc https://, không phải "{url}"',
        '--tsa takes an http(s) URL, not "{url}"',
    ),
    "v_valid": ("HỢP LỆ: {count} chữ ký đều nguyên vẹn và tin cậy", "VALID: all {count} signatures hold"),
    "v_untrusted": (
        "CHƯA TIN CẬY: chữ ký nguyên vẹn nhưng chưa tin được nơi cấp chứng thư số",
        "NOT TRUSTED: intact, but nobody trusted vouches for a signer",
    ),
    "v_invalid": ("KHÔNG HỢP LỆ", "NOT VALID"),
    "v_unjudged": (
        "KHÔNG XÉT ĐƯỢC: không thấy gì hỏng, nhưng chưa chứng tỏ được là hợp lệ",
        "CAN NOT BE JUDGED: nothing is broken, but nothing proven either",
    ),
    "sign_anyway": ("Vẫn ký?", "Sign all the same?"),
    "s_unjudged": ("không xét được", "can not be judged"),
    "s_weak": ("chưa tin cậy, không chứng tỏ được là nguyên vẹn", "not trusted, not proven intact"),
    "m_unjudged": ("không xét được", "not judged"),
    "m_properties": (
        "chỉ thuộc tính và chi tiết kỹ thuật của tệp, trang không đổi",
        "properties and technical details only, no page",
    ),
    "s_valid": ("hợp lệ", "valid"),
    "s_untrusted": ("nguyên vẹn, chưa tin cậy", "intact, not trusted"),
    "s_invalid": ("không hợp lệ", "not valid"),
    "v_who": ("người ký: {name}; nơi cấp: {issuer}", "signer: {name}; issuer: {issuer}"),
    "v_time": ("thời gian: {time} ({source})", "time: {time} ({source})"),
    "t_timestamp": ("dấu thời gian của {authority}", "timestamp by {authority}"),
    "t_signer": ("theo máy của người ký", "by the signer's clock"),
    "t_none": ("không rõ", "unknown"),
    "v_covers": (
        "phạm vi: {covers}; sau đó: {changes}; mức: {level}; thu hồi: {revocation}",
        "covers: {covers}; then: {changes}; level: {level}; revocation: {revocation}",
    ),
    "c_file": ("cả tệp", "the whole file"),
    "c_revision": ("trọn phần có lúc ký", "all that was there"),
    "c_part": ("chỉ một phần", "only a part"),
    "m_none": ("không thay đổi", "no change"),
    "m_timestamp": ("thêm dấu thời gian, được phép", "timestamps, allowed"),
    "m_signatures": ("thêm chữ ký, được phép", "further signatures, allowed"),
    "m_forbidden": ("thay đổi không được phép", "forbidden change"),
    "r_embedded": ("có kèm trong tệp", "embedded"),
    "r_none": ("không kèm", "none embedded"),
    "v_empty": ("trường chưa ký: {fields}", "empty fields: {fields}"),
    "send": (
        "Phát hành: gửi văn bản đến mọi nơi nhận, mỗi nơi một lần; chạy lại thì chỉ gửi phần chưa gửi.",
        "Send a circular to every agency on its list, each once; run again, it sends only what was not sent.",
    ),
    "deliveries": (
        "Ai đã nhận: xem sổ gửi, ghi kết quả, đọc thư bị trả lại, gửi lại.",
        "Who has it: look into the ledger, note results, read returned mail, send again.",
    ),
    "recall": (
        "Thu hồi văn bản: thôi gửi, và báo cho mọi nơi đã nhận.",
        "Recall a circular: stop sending, and tell everyone who has it.",
    ),
    "answers": ("Nơi nào đã trả lời, nơi nào chưa.", "Who has answered, who has not."),
    "opt.to_agency": ("Chỉ gửi cho các cơ quan, nhóm này.", "Only to these agencies or groups."),
    "opt.via": (
        "Chỉ bằng các cách này: email, edxml, post (mặc định: cách đầu tiên của mỗi nơi).",
        "Only by these ways: email, edxml, post (default: the first way of each agency).",
    ),
    "opt.dry_run": (
        "Chỉ in bảng ai sẽ nhận bằng cách nào; không gửi.",
        "Print who would get it and how; send nothing.",
    ),
    "opt.allow_unsigned": ("Cho gửi bản chưa ký số, chưa đóng dấu.", "Send it though it is not signed or sealed."),
    "opt.partial": (
        "Gửi những nơi gửi được; nơi thiếu địa chỉ thì giữ lại.",
        "Send where possible; who lacks an address is held.",
    ),
    "opt.now": ("Gửi lại ngay những nơi bị hoãn, không chờ đến giờ.", "Retry deferred ones at once."),
    "opt.mark": (
        "Ghi điều đã biết: NƠI=delivered, refused, bounced, cancelled …",
        "Note what you learnt: SLUG=delivered, refused, bounced, cancelled …",
    ),
    "opt.note": ("Ghi chú kèm theo.", "A note."),
    "opt.resend": (
        "Gửi lại cho nơi này: cách duy nhất khi không rõ đã nhận hay chưa.",
        "Send again to this agency: the only way past unknown.",
    ),
    "opt.history": ("In cả từng lần gửi với lời của máy chủ.", "Every attempt with the server's words."),
    "opt.read_bounces": (
        "Đọc thư bị trả lại trong thư mục hoặc hộp thư imaps://… và ghi vào sổ.",
        "Read returned mail from a folder or imaps://… into the ledger.",
    ),
    "opt.read_edxml": (
        "Đọc thông báo trạng thái của trục trong thư mục và ghi vào sổ.",
        "Read status messages of the axis from a folder into the ledger.",
    ),
    "opt.post_book": (
        "In sổ gửi văn bản đi bưu điện (cả năm, hoặc --from, --to).",
        "Print the post book (this year, or --from, --to).",
    ),
    "opt.export": ("Xuất bảng ra XLSX.", "Export the table as XLSX."),
    "opt.answered": ("Nơi đã trả lời.", "The agency that answered."),
    "opt.answer_number": ("Số, ký hiệu văn bản trả lời.", "Number and symbol of the answer."),
    "opt.answer_date": ("Ngày của văn bản trả lời.", "Date of the answer."),
    "opt.only_unanswered": ("Chỉ kính gửi những nơi chưa trả lời.", "Only to those who have not answered."),
    "sending": ("Đang gửi", "Sending"),
    "st_planned": ("chưa gửi", "planned"),
    "st_attempting": ("đang gửi", "attempting"),
    "st_printed": ("đã in, chờ gửi bưu điện", "printed, to be posted"),
    "st_accepted": ("đã gửi", "accepted"),
    "st_delivered": ("đã nhận", "delivered"),
    "st_deferred": ("hoãn", "deferred"),
    "st_refused": ("bị từ chối", "refused"),
    "st_unknown": ("không rõ", "unknown"),
    "st_bounced": ("bị trả lại", "bounced"),
    "st_held": ("giữ lại", "held"),
    "st_cancelled": ("đã hủy", "cancelled"),
    "way_email": ("thư điện tử", "e-mail"),
    "way_edxml": ("trục", "edXML"),
    "way_post": ("bưu điện", "post"),
    "notice": ("báo thu hồi", "recall notice"),
    "again_at": ("gửi lại sau {when}", "again after {when}"),
    "no_rows": ("chưa gửi cho nơi nào", "nothing sent yet"),
    "by_hand": ("tự làm, không có trong recipients.yaml: {names}", "by hand, not in recipients.yaml: {names}"),
    "would_send": ("sẽ gửi {count} trong {of} nơi; tệp: {files}", "{count} of {of} would be sent; files: {files}"),
    "paper_copies": (
        "số bản giấy cần in (nơi nhận giấy và bản lưu): {count}",
        "copies on paper (for those without another way, and for the file): {count}",
    ),
    "ask_unknown": (
        "có nơi không rõ đã nhận hay chưa: hỏi nơi đó, rồi ghi deliveries MÃ --mark NƠI=delivered, hoặc gửi lại bằng"
        " deliveries MÃ --resend NƠI",
        'some outcomes are unknown: ask there, then "deliveries ID --mark SLUG=delivered" or --resend',
    ),
    "table_plan": ("Mã|Nơi nhận|Cách gửi|Địa chỉ|Tình trạng", "Slug|Agency|Way|Address|State"),
    "table_replies": (
        "Mã|Nơi nhận|Cách gửi|Địa chỉ|Tình trạng|Số lần|Lúc|Trả lời",
        "Slug|Agency|Way|Address|State|Tries|At|Last reply",
    ),
    "headings": (
        "Mã|Nơi nhận|Cách gửi|Địa chỉ|Tình trạng|Số lần|Trả lời|Lúc|SHA-256 của tệp",
        "Slug|Agency|Way|Address|State|Attempts|Last reply|At|SHA-256 of the file",
    ),
    "learnt": (
        "đã đọc {read} thư, ghi {changed} kết quả, {strange} thư không thuộc văn bản nào ở đây",
        "{read} messages read, {changed} results noted, {strange} about nothing here",
    ),
    "learnt_files": (
        "đã đọc {read} tệp của trục, ghi {changed} kết quả, {strange} tệp không thuộc văn bản nào ở đây",
        "{read} files of the axis read, {changed} results noted, {strange} about nothing here",
    ),
    "learnt_files_else": ("{unread} tệp chưa đọc được", "{unread} files not read"),
    "learnt_else": (
        "trong đó {other} thư thường, {unclear} thư giống thư bị trả lại mà chưa hiểu; {unread} tệp chưa đọc được",
        "{other} of them other mail, {unclear} like returned mail but not understood; {unread} not read",
    ),
    "one_deed": (
        "chỉ dùng một trong: --mark, --resend, --read-bounces, --read-edxml, --post-book, --export",
        "only one of: --mark, --resend, --read-bounces, --read-edxml, --post-book, --export",
    ),
    "unanswered": ("chưa trả lời", "not answered"),
    "answered_sum": ("{done} trong {of} nơi đã trả lời", "{done} of {of} have answered"),
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
    "nothing": ("chưa có văn bản nào trong circulars/", "there is no circular in circulars/ yet"),
    "unchanged": ("{id}: không có gì thay đổi", "{id}: nothing has changed"),
    "all_unchanged": ("không có gì thay đổi ({count} văn bản)", "nothing has changed ({count} circulars)"),
    "checked": ("đã kiểm tra {count} văn bản, không có lỗi", "{count} circulars checked, no error"),
    "created": ("đã tạo {path}; hãy mở tệp và điền nội dung", "{path} written; open it and fill it in"),
    "building": ("Đang dựng", "Building"),
    "watching": ("đang chờ tệp thay đổi; bấm Ctrl-C để thôi", "waiting for changes; Ctrl-C ends"),
    "watch_end": ("đã thôi theo dõi", "no longer watching"),
    "no_option": ("không có tùy chọn {option}", "no such option: {option}"),
    "mean": ("; ý bạn là {near}?", "; did you mean {near}?"),
    "no_command": ("không có lệnh {name}", "no such command: {name}"),
    "missing": ("thiếu {name}", "missing {name}"),
    "needed": ("[bắt buộc]", "[required]"),
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
    # The sentence of CV493 once more: who is stopped while the catalogue is being loaded can't look it up there.
    "interrupted": (
        "đã dừng theo yêu cầu (Ctrl-C); những tệp đã ghi xong đều nguyên vẹn",
        "stopped as asked (Ctrl-C); every file written so far is whole",
    ),
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
    """The words under ``key`` in the language in use; a value is one line, whoever it comes from."""
    text = TEXT[key][LANGS.index(language())]
    return _PLACE.sub(lambda m: shown(str(values[m[1]])) if m[1] in values else m[0], text)
