"""The machine under the program: files, children, its clock, its words."""
