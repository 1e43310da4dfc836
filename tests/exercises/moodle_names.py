"""A class on Moodle with the names that other tools stumbled over: its folders and its worksheet."""

NAMES = [
    "Dewi Lestari, S.Sos.",
    "Sukarno",
    "Nur Qur'ani",
    'Budi "Bud" Santoso',
    "Ni Luh Ayu Wiryan, S.Tr.Sos., M.Kesos",
    "Đặng Thị Ngọc",
    "Siti_Aminah",
    "اسماء",
]
HEADS = {
    "en": ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade",
           "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
           "Feedback comments"),
    "id": ("ID", "Nama lengkap", "Alamat email", "Status", "Nilai", "Nilai maksimum",
           "Nilai bisa diubah", "Terakhir diubah (ajuan)", "Terakhir diubah (nilai)", "Komentar umpan balik"),
}  # fmt: skip
WORD = {"en": "Participant ", "id": "Peserta"}


def cleaned(name):
    """Return a name as Moodle's clean_filename leaves it."""
    return name.replace("_", " ").translate(str.maketrans("", "", "&<>\"`|':\\/"))


def folder_name(number):
    return f"{cleaned(NAMES[number % len(NAMES)])}_{5000 + number}"


def quoted(value):
    """Write a field as PHP's fputcsv does, which Moodle uses."""
    return '"' + value.replace('"', '""') + '"' if any(sign in value for sign in '", \t\n\\') else value


def worksheet(language="en", people=120):
    rows = [HEADS[language]]
    for number in range(people):
        name = NAMES[number % len(NAMES)]
        modified = "Thursday, 27 August 2026, 9:15 AM"
        rows.append((f"{WORD[language]}{5000 + number}", f"{name}", f"s{number:03}@example.org",
                     "Submitted for grading", "", "100.00" if language == "en" else "100,00",
                     "Yes" if language == "en" else "Ya", modified, "-", ""))  # fmt: skip
    return ("\ufeff" + "".join(",".join(map(quoted, row)) + "\n" for row in rows)).encode()
