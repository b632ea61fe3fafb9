"""An invoice that came again, and one whose bill somebody entered before."""

from odoo import models
from odoo.tools import format_date

from .words import BillWords


class ChorusReceived(models.Model):
    _inherit = "l10n_fr_chorus_pro.received"

    def _chorus_update_bill(self, facts):
        """Bring a bill up to date with what came: its documents and references. Amounts
        are never changed, and of what is posted nothing is.

        That documents came was said when they did.
        """
        move = self.move_id
        self._chorus_attach_documents(move)
        self._chorus_follow_due_date()
        sentences = self._chorus_compare_total(
            move.l10n_fr_chorus_received_total or move.amount_total, facts
        )
        sentences += self._chorus_renew_references(move, facts)
        self._chorus_match_orders_of_draft(move, facts)
        facts.doubts += self._chorus_link_credit(move, facts)
        kept = (move.l10n_fr_chorus_received_doubts or "").splitlines()
        sentences = [text for text in [*sentences, *facts.doubts] if text not in kept]
        if not sentences:
            return
        move.l10n_fr_chorus_received_doubts = "\n".join([*kept, *sentences])
        title = self.env._("Chorus Pro made this invoice available once more.")
        self._chorus_tell_news(title, step=" ".join(sentences))

    def _chorus_compare_total(self, known, facts):
        """A sentence where the invoice has another total than its bill."""
        if not facts.currency.compare_amounts(known, float(facts.figures.total)):
            return []
        words = BillWords(self.env, facts.currency)
        return [
            self.env._(
                "Its total is %(now)s at Chorus Pro and %(then)s on the bill, which"
                " stays as it is: compare them.",
                now=words.amount(facts.figures.total),
                then=words.amount(known),
            )
        ]

    def _chorus_renew_references(self, move, facts):
        """Service, commitment and contract of an invoice that was routed anew."""
        sentences = []
        news = self._chorus_bill_references(facts)
        labels = dict(move.fields_get(list(news), ["string"]))
        for name, value in news.items():
            if (value or "") == (move[name] or ""):
                continue
            sentences.append(
                self.env._(
                    "%(field)s is now %(new)s, it was %(old)s.",
                    field=labels[name]["string"],
                    new=value or "–",
                    old=move[name] or "–",
                )
            )
            if move.state == "draft":
                move[name] = value
        return sentences

    def _chorus_take_bill_of(self, former, facts):
        """The bill of an invoice that went back and came again under another number of
        the portal, as this one.

        :param former: the received invoices that had it, one as a rule
        """
        move = former.move_id
        for one in former:
            why = self.env._(
                "It came again as no. %(number)s at Chorus Pro, which has the bill"
                " %(bill)s now.",
                number=self.chorus_identifier,
                bill=move._chorus_bill_name(),
            )
            one.write(
                {
                    "move_id": False,
                    "bill_due": False,
                    "bill_failure": why,
                    "bill_given_up": True,
                }
            )
            one._chorus_tell_news(why)
        self.move_id = move
        facts.doubts.append(
            self.env._(
                "This bill was made when the invoice was no. %(before)s at Chorus Pro."
                " It came again as no. %(now)s.",
                before=", ".join(former.mapped("chorus_identifier")),
                now=self.chorus_identifier,
            )
        )
        self._chorus_update_bill(facts)

    def _chorus_take_over_bill(self, move, facts):
        """Link this invoice to the bill that somebody entered: its amounts stay."""
        self.move_id = move
        if move.state == "draft" and not move.invoice_date:
            move.invoice_date = facts.invoice_date
        files = self._chorus_attach_documents(move)
        facts.doubts += self._chorus_compare_total(move.amount_total, facts)
        if move.invoice_date != facts.invoice_date:
            facts.doubts.append(
                self.env._(
                    "Its date is another one: %s.",
                    format_date(self.env, facts.invoice_date),
                )
            )
        if move.state == "draft":
            for name, value in self._chorus_bill_references(facts).items():
                move[name] = move[name] or value
        self._chorus_match_orders_of_draft(move, facts)
        facts.doubts += self._chorus_link_credit(move, facts)
        facts.doubts += self._chorus_doubts_of_payment(facts)
        facts.doubts.insert(
            0, self.env._("This bill was entered before the invoice came.")
        )
        self._chorus_keep_doubts(move, facts)
        self._chorus_tell_bill(move, facts, files)
