#!/usr/bin/env python3
"""The checker of the crash test can fail: every fabricated way to break the promise is found; a good history passes."""

import unittest

from history import Accepted, Asked, Event, Expected, Feedback, HandedOver, Reached, Refused, Submitted, Told, faults

NUMBERS = ("A", "B", "C")
EXPECTED = {number: Expected(1 + place % 4, f"text {1 + place % 4}") for place, number in enumerate(NUMBERS)}


def life(number: str) -> list[Event]:
    """A report to which everything happened that should."""
    expected = EXPECTED[number]
    return [Submitted(number), Accepted(number, f"id-{number}"), HandedOver(number, f"id-{number}", f"in-{number}"),
            Told(number, "opgeslagen", ""), Feedback(number, expected.code, expected.text, f"bvh-{number}"),
            Told(number, "afgeleverd", "verwerkt")]


def good() -> list[Event]:
    """Three reports, all well."""
    return [event for number in NUMBERS for event in life(number)]


def exchange() -> list[Event]:
    """A handover that reached the team, and its answer."""
    return [Asked("A", "overdracht"), Reached("overdracht", "vraag", "q"), Reached("overdracht", "antwoord", "a")]


def without(kind: type, number: str) -> list[Event]:
    """A good history in which one kind of event never happened to one report."""
    return [event for event in good() if not (isinstance(event, kind) and event.number == number)]


class Checker(unittest.TestCase):
    """One test per kind of fault."""

    def assert_found(self, history: list[Event], *words: str) -> None:
        """Exactly one fault per entry of `words`, each containing it."""
        found = faults(history, EXPECTED)
        self.assertEqual(len(found), len(words), found)
        for word in words:
            self.assertTrue(any(word in fault for fault in found), (word, found))

    def test_a_good_history_has_no_faults(self) -> None:
        self.assert_found(good())

    def test_a_handover_and_its_answer_have_no_faults(self) -> None:
        self.assert_found(good() + exchange())

    def test_a_question_or_an_answer_that_never_arrives_is_lost(self) -> None:
        self.assert_found(good() + exchange()[:2], "LOST, 1 of 1 never arrived as antwoord")
        self.assert_found(good() + [*exchange()[:1], *exchange()[2:]], "LOST, 1 of 1 never arrived as vraag")

    def test_a_question_or_an_answer_that_arrives_twice_is_found(self) -> None:
        self.assert_found(good() + exchange() + exchange()[1:2], "q: TWICE")
        self.assert_found(good() + exchange() + [Reached("overdracht", "antwoord", "a2")], "2 arrived as antwoord")

    def test_an_accepted_report_that_is_never_handed_over_is_lost(self) -> None:
        history = [event for event in without(HandedOver, "B")
                   if not (isinstance(event, Feedback) and event.number == "B")]
        self.assert_found(history, "B: LOST, accepted and never handed over")

    def test_a_second_hand_over_under_the_same_name_is_found(self) -> None:
        history = good() + [HandedOver("A", "id-A", "in-A")]
        self.assert_found(history, "A: TWICE, handed over", "in-A: TWICE, the file appeared 2 times")

    def test_a_second_hand_over_under_another_name_is_found(self) -> None:
        self.assert_found(good() + [HandedOver("A", "id-A2", "in-A2")], "A: TWICE, handed over")

    def test_feedback_that_never_reaches_bvh_is_lost(self) -> None:
        self.assert_found(without(Feedback, "C"), "C: LOST, its feedback")

    def test_a_second_feedback_is_found(self) -> None:
        history = good() + [Feedback("C", 3, "text 3", "bvh-C2")]
        self.assert_found(history, "C: TWICE, feedback in BVH 2 times")

    def test_the_same_feedback_file_twice_is_found(self) -> None:
        history = good() + [Feedback("C", 3, "text 3", "bvh-C")]
        self.assert_found(history, "C: TWICE, feedback", "bvh-C: TWICE, the file")

    def test_a_text_that_is_not_the_given_one_is_found(self) -> None:
        history = without(Feedback, "A") + [Feedback("A", 1, "text 1.", "bvh-A")]
        self.assert_found(history, "A: code 1 in BVH with a text")

    def test_feedback_on_another_report_is_found(self) -> None:
        history = without(Feedback, "A") + [Feedback("Z", 1, "text 1", "bvh-A")]
        self.assert_found(history, "A: LOST, its feedback", "Z: feedback in BVH on a report that was never")

    def test_a_report_without_any_answer_is_found(self) -> None:
        self.assert_found(good() + [Submitted("D")], "D: submitted, and its sender was told nothing")

    def test_a_refusal_is_found(self) -> None:
        self.assert_found(good() + [Submitted("D"), Refused("D", ("GEEN_REGEL",))], "D: refused with GEEN_REGEL")

    def test_a_hand_over_without_a_receipt_is_found(self) -> None:
        self.assert_found(without(Accepted, "B"), "B: submitted, and", "B: handed over, but its sender never")

    def test_receipts_for_two_messages_are_found(self) -> None:
        self.assert_found(good() + [Accepted("B", "id-B2")], "B: receipts for different messages")

    def test_another_message_than_the_accepted_one_is_found(self) -> None:
        history = without(HandedOver, "B") + [HandedOver("B", "id-X", "in-B")]
        self.assert_found(history, "B: another message was handed over")

    def test_a_sender_that_is_not_told_the_end_is_found(self) -> None:
        history = [event for event in good() if not (isinstance(event, Told) and event.number == "B"
                                                     and event.status == "afgeleverd")]
        self.assert_found(history, "B: its sender was told opgeslagen")


if __name__ == "__main__":
    unittest.main()
