"""What the tests of the desk write and sign with."""

PASSWORD = "bí mật 1"
LETTER = """unit: thanh-tra
subject: thử {n}
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn của công văn {n}.

  Đoạn cuối.
copies: [nhu-tren]
"""
