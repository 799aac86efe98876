"""A PDF with Arabic text, as a ministry might publish it."""

from datetime import UTC, datetime


def arabic_pdf() -> bytes:
    """One page."""
    from marsad.publish.paper.document import Document
    from marsad.publish.paper.pdf import to_pdf

    text = "قتل أربعة مدنيين بينهم طفلان في قصف على مدينة الباب شرق حلب، وأصيب ستة آخرون بجروح."
    return to_pdf(Document("بيان", "ar", text), made=datetime(2022, 2, 1, tzinfo=UTC))
