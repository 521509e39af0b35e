"""What an administrator gives about a line and what it asks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from caseloom.access.types import Scope
from caseloom.tips.types import Line, LineSettings, Question, Subject, Words
from caseloom.web.cases.forms import offer
from caseloom.web.tips import words
from caseloom.web.tips.words import Choices

LONGEST = 300
KEY = r"^[a-z][a-z0-9_]{0,39}$"
# Addresses of pages that stand where a key would.
RESERVED_LINE, RESERVED_PART = "add", "new"
BLANK_CHOICES = 3
KINDS: Choices = (
    ("text", _("Words, several lines")),
    ("line", _("Words, one line")),
    ("choice", _("One of several answers")),
    ("date", _("A day")),
)


def _own_key(key: str, reserved: str) -> str:
    if key == reserved:
        raise forms.ValidationError(_("A page has this name already. Choose another key."))
    return key


def teams(scopes: Iterable[Scope]) -> Choices:
    """Teams as choices."""
    return [(str(one.id), one.title) for one in scopes if one.kind == "team"]


class TextsForm(forms.Form):
    """A form with texts in several languages: `add` makes one field for each, `said` reads them."""

    def add(self, name: str, label: Any, given: Words, codes: Iterable[str], **more: Any) -> None:
        """One field per language, `name_en`…, with what is `given` already."""
        for code in codes:
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=f"{label}, {words.language(code)}", max_length=LONGEST,
                initial=given.get(code, ""), widget=forms.TextInput(attrs={"dir": "auto"}), **more,
            )  # fmt: skip

    def said(self, name: str, before: Words, codes: Iterable[str]) -> dict[str, str]:
        """The words by language; what was said in languages that were not asked for stays."""
        given = {code: self.cleaned_data.get(f"{name}_{code}", "") for code in codes}
        return {code: text for code, text in {**before, **given}.items() if text}


class LineForm(TextsForm):
    """How a line works; `teams` are asked for where it is new."""

    key = forms.SlugField(
        label=_("Key"), max_length=60,
        help_text=_("Short, for its address: “hotline”. It stays for ever."),
    )  # fmt: skip
    scope_id = forms.TypedChoiceField(
        label=_("Team"), coerce=int, help_text=_("It reads what this line is told. It stays.")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), widget=forms.CheckboxSelectMultiple,
        help_text=_("In which the public is asked. Everything that is asked must be said in each."),
    )  # fmt: skip
    first_language = forms.ChoiceField(
        label=_("First language"),
        help_text=_("What is not said in another one is read in it. The line is named in it."),
    )
    open = forms.BooleanField(
        label=_("Open to the public"), required=False,
        help_text=_("Closed, nobody can tell anything new; mailboxes stay open."),
    )  # fmt: skip
    acknowledge_days = forms.IntegerField(
        label=_("Acknowledge within (days)"), min_value=1, max_value=365
    )
    feedback_days = forms.IntegerField(
        label=_("Feedback within (days)"), min_value=1, max_value=3650
    )
    reread_share = forms.DecimalField(
        label=_("Read again (%)"), min_value=2, max_value=100, decimal_places=1,
        help_text=_("Of what was ranked low, each week, by another person. 2 % is the least."),
    )  # fmt: skip
    judge_first_share = forms.DecimalField(
        label=_("Judged before the machine is seen (%)"), min_value=0, max_value=100,
        decimal_places=1, help_text=_("Drawn by lot. It shows how people and machine differ."),
    )  # fmt: skip
    fallback = forms.TypedChoiceField(
        label=_("Team in reserve"), coerce=int, required=False, empty_value=None,
        help_text=_("It reads what names everybody of the first team."),
    )  # fmt: skip
    show_reading = forms.BooleanField(
        label=_("Show reporters what was read out of their words before they send"), required=False
    )
    second_person = forms.BooleanField(
        label=_("A second person allows what goes to another agency"), required=False
    )
    organisation = forms.CharField(
        label=_("As who it goes to another agency"), max_length=LONGEST, required=False,
        help_text=_("The name of your organisation. Empty, it is the line's."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=2000)

    def __init__(self, *args: Any, teams: Choices, line: Line | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before: Words = line.title if line else {}
        self.codes = [code for code, _name in words.languages()]
        self.add("title", _("Name"), self.before, self.codes, required=False)
        offer(self, "languages", words.languages())
        offer(self, "first_language", words.languages())
        offer(self, "scope_id", teams)
        offer(self, "fallback", [("", _("None")), *teams])
        for name in ("open", "reason") if line is None else ("key", "scope_id"):
            del self.fields[name]
        self.initial = {**_initial(line), **self.initial}
        titles = [f"title_{code}" for code in self.codes]
        self.order_fields([*(("key",) if line is None else ()), *titles, "scope_id", "open"])

    def clean_key(self) -> str:
        """A key that no page of the screens has."""
        return _own_key(self.cleaned_data["key"], RESERVED_LINE)

    def title(self) -> dict[str, str]:
        """Its name by language."""
        return self.said("title", self.before, self.codes)

    def settings(self) -> LineSettings:
        """How it works."""
        given = self.cleaned_data
        first = given["first_language"]
        return LineSettings(
            languages=(first, *(one for one in given["languages"] if one != first)),
            acknowledge_days=given["acknowledge_days"],
            feedback_days=given["feedback_days"],
            show_reading=given["show_reading"],
            reread_share=float(given["reread_share"]) / 100,
            judge_first_share=float(given["judge_first_share"]) / 100,
            fallback=given["fallback"],
            second_person=given["second_person"],
            organisation=given["organisation"],
        )


def _initial(line: Line | None) -> dict[str, Any]:
    settings = line.settings if line else LineSettings()
    return {
        "open": line.open if line else True,
        "languages": list(settings.languages),
        "first_language": settings.languages[0],
        "acknowledge_days": settings.acknowledge_days,
        "feedback_days": settings.feedback_days,
        "show_reading": settings.show_reading,
        "reread_share": round(settings.reread_share * 100, 1),
        "judge_first_share": round(settings.judge_first_share * 100, 1),
        "fallback": settings.fallback if settings.fallback is not None else "",
        "second_person": settings.second_person,
        "organisation": settings.organisation,
    }


class PartForm(TextsForm):
    """A subject or a question. `version`: which version of the questionnaire it was taken from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.RegexField(
        KEY, label=_("Key"), max_length=40,
        help_text=_("Small letters, digits and “_”; reporters never see it. It stays for ever."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, codes: tuple[str, ...], before: Subject | Question | None,
        said: str, label: str | Promise, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.codes, self.before, self.name = codes, before, said
        self.words: Words = getattr(before, said) if before else {}
        self.hint: Words = before.hint if before else {}
        if before:
            del self.fields["key"]
        self.add(said, label, self.words, codes)
        self.add("hint", _("Hint"), self.hint, codes, required=False)

    def clean_key(self) -> str:
        """A key that no page of the screens has."""
        return _own_key(self.cleaned_data["key"], RESERVED_PART)

    def data_of(self) -> dict[str, Any]:
        """Its key, words and hint as the questionnaire has them."""
        return {
            "key": self.before.key if self.before else self.cleaned_data["key"],
            self.name: self.said(self.name, self.words, self.codes),
            "hint": self.said("hint", self.hint, self.codes),
        }


class SubjectForm(PartForm):
    """What a tip can be about; a new one says which questions it asks."""

    def __init__(
        self, *args: Any, before: Subject | None, questions: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, before=before, said="title", label=_("Name"), **kwargs)
        self.asks = before.asks if before else None
        if before is None:
            self.fields["asks"] = forms.MultipleChoiceField(
                label=_("Questions"), choices=questions, widget=forms.CheckboxSelectMultiple
            )

    def data_of(self) -> dict[str, Any]:
        """As the questionnaire has it."""
        asks = self.asks if self.asks is not None else self.cleaned_data["asks"]
        return {**super().data_of(), "asks": list(asks)}


class QuestionForm(PartForm):
    """A question and, where one answer is chosen, the answers."""

    kind = forms.ChoiceField(label=_("Answered with"), choices=KINDS)
    required = forms.BooleanField(label=_("Must be answered"), required=False)

    def __init__(self, *args: Any, before: Question | None, **kwargs: Any) -> None:
        super().__init__(*args, before=before, said="label", label=_("Question"), **kwargs)
        choices: tuple[tuple[str, Words], ...] = before.choices if before else ()
        if before:
            self.initial = {"kind": before.kind, "required": before.required, **self.initial}
        self.rows: list[tuple[str, Words]] = [*choices, *([("", {})] * BLANK_CHOICES)]
        for at, (key, said) in enumerate(self.rows):
            self.fields[f"choice{at}"] = forms.RegexField(
                KEY, label=_("Answer %(number)s, key") % {"number": at + 1}, initial=key,
                required=False, max_length=40,
            )  # fmt: skip
            label = _("Answer %(number)s") % {"number": at + 1}
            self.add(f"choice{at}", label, said, self.codes, required=False)

    def choice_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each answer, for a page that puts them side by side."""
        names = ([f"choice{at}", *(f"choice{at}_{one}" for one in self.codes)] for at in self._ats)
        return [[self[name] for name in row] for row in names]

    def others(self) -> list[forms.BoundField]:
        """Every field but those of the answers."""
        return [one for one in self if not one.name.startswith("choice")]

    @property
    def _ats(self) -> range:
        return range(len(self.rows))

    def clean(self) -> dict[str, Any]:
        """Each answer has a key and words in every language, or neither."""
        for at, (key, words_before) in enumerate(self.rows):
            named = self.cleaned_data.get(f"choice{at}", key)
            said = [self.cleaned_data.get(f"choice{at}_{code}", "") for code in self.codes]
            if any(said) and not named:
                self.add_error(f"choice{at}", _("Give this answer a key."))
            elif named and not all(said) and (any(said) or not words_before):
                self.add_error(f"choice{at}", _("Say this answer in every language."))
        return self.cleaned_data

    def data_of(self) -> dict[str, Any]:
        """As the questionnaire has it; an answer whose words were all taken out is gone."""
        choices = []
        for at, (_key, before) in enumerate(self.rows):
            named = self.cleaned_data[f"choice{at}"]
            if named and any(self.cleaned_data[f"choice{at}_{code}"] for code in self.codes):
                choices.append((named, self.said(f"choice{at}", before, self.codes)))
        given = self.cleaned_data
        return {
            **super().data_of(), "kind": given["kind"], "required": given["required"],
            "choices": choices,
        }  # fmt: skip
