# ruff: noqa: E501, RUF001 - the letters stand as they are sent, a paragraph a line and with their dashes
"""Whole letters as they leave the composer, so that a reader hears the voice; a changed phrase is read again here."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.vocabulary import Format, Reason, ReplyKind, Tone
from replies.brief import Brief, Draft
from replies.compose import compose
from replies.review import review

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
INTERVIEW = NOW + timedelta(days=7, hours=5)


def brief(kind: ReplyKind, **facts: object) -> Brief:
    known: dict[str, object] = {
        "company": "Acme",
        "role": "Data Engineer",
        "contact_name": "Ada Example",
        "sender_name": "Ben Muster",
        "zone": BERLIN,
        "received_at": NOW - timedelta(hours=5),
        **facts,
    }
    return Brief(kind=kind, **known)  # pyright: ignore[reportArgumentType]


LETTERS: dict[str, tuple[Brief, Draft]] = {
    "a_neutral_decline_for_salary": (
        brief(ReplyKind.DECLINE, reason=Reason.SALARY, my_salary="€80,000", their_salary="€65,000", keep_in_touch=True),
        Draft(
            subject="Declining the interview: Data Engineer – Ben Muster",
            body="""\
Dear Ada Example,

Thank you for considering me for the Data Engineer role at Acme and inviting me to an interview.

I have decided to decline the interview and to step out of the selection process. The range for the role seems to end at €65,000 and mine starts at €80,000, so I would rather say so openly.

Should the range move, I would be glad to hear from you.

I hope that you find the right person soon, and I wish you and your team every success.

Kind regards,
Ben Muster""",
        ),
    ),
    "a_warm_late_decline_for_another_offer": (
        brief(
            ReplyKind.DECLINE, reason=Reason.ACCEPTED_OTHER_OFFER, tone=Tone.WARM, received_at=NOW - timedelta(days=4)
        ),
        Draft(
            subject="Declining the interview: Data Engineer – Ben Muster",
            body="""\
Hello Ada Example,

Thank you, it was good to receive your invitation to interview for the Data Engineer role at Acme. I apologise for taking so long to write back. I appreciate the time you took with my profile, and I don't take it for granted.

I have thought about it, and I've decided to decline the interview. I have committed myself to another position and am withdrawing from the process.

All the best to you and your colleagues, and every success in finding the right person.

With warm regards,
Ben Muster""",
        ),
    ),
    "a_brief_decline_that_knows_next_to_nothing": (
        brief(ReplyKind.DECLINE, tone=Tone.BRIEF, company=None, role=None, contact_name=None),
        Draft(
            subject="Declining the interview – Ben Muster",
            body="""\
Hello,

Thank you for getting in touch and for the invitation to an interview. I appreciate your interest and the time you have taken.

I have decided to decline the interview.

There is no need to keep a place in the process for me.

I wish you every success in finding the right person.

Regards,
Ben Muster""",
        ),
    ),
    "a_hold": (
        brief(ReplyKind.HOLD, promised_by=date(2026, 11, 27)),
        Draft(
            subject="Your invitation to interview: Data Engineer – Ben Muster",
            body="""\
Dear Ada Example,

Thank you for considering me for the Data Engineer role at Acme and inviting me to an interview. I appreciate your interest and the time you have given to my profile.

I will give you my answer by Friday, 27 November. I would like to check a few things first, so that you can plan with my answer.

I wish you a good week and thank you for your patience.

Kind regards,
Ben Muster""",
        ),
    ),
    "an_acceptance": (
        brief(ReplyKind.ACCEPT, tone=Tone.WARM, interview_at=INTERVIEW, format=Format.VIDEO),
        Draft(
            subject="Confirming the interview: Data Engineer – Ben Muster",
            body="""\
Hello Ada Example,

Thank you, it was good to receive your invitation to interview for the Data Engineer role at Acme. I appreciate your interest in my work and the time you are giving to it.

I accept with pleasure and confirm the interview on Tuesday, 1 December, at 15:00 CET. I have noted that the interview will be held by video.

Would you send me the link for the call before then?

All the best until then; I look forward to the conversation.

With warm regards,
Ben Muster""",
        ),
    ),
    "a_german_decline_for_salary": (
        brief(ReplyKind.DECLINE, language="de", reason=Reason.SALARY, my_salary="80.000 €", their_salary="65.000 €"),
        Draft(
            subject="Absage des Vorstellungsgesprächs: Data Engineer – Ben Muster",
            body="""\
Guten Tag Ada Example,

vielen Dank, dass Sie mich für die Position Data Engineer bei Acme zum Vorstellungsgespräch eingeladen haben.

Ich möchte das Gespräch absagen und aus dem Auswahlverfahren ausscheiden. Die Spanne der Stelle scheint bei 65.000 € zu enden und meine beginnt bei 80.000 €, das sage ich Ihnen lieber offen.

Ich wünsche Ihnen, dass Sie bald die richtige Person finden, und weiterhin alles Gute.

Freundliche Grüße
Ben Muster""",
        ),
    ),
    "a_german_warm_withdrawal_for_personal_reasons": (
        brief(ReplyKind.WITHDRAW, language="de", tone=Tone.WARM, reason=Reason.PERSONAL, interview_at=INTERVIEW),
        Draft(
            subject="Rücknahme meiner Zusage: Data Engineer – Ben Muster",
            body="""\
Guten Tag Ada Example,

herzlichen Dank, dass Sie mich für die Position Data Engineer bei Acme zum Gespräch eingeladen haben.

Ich hatte zugesagt, habe mich nun aber entschieden, unser Gespräch am Dienstag, 1. Dezember, um 15:00 Uhr MEZ abzusagen. Meine Lebensumstände erlauben mir zurzeit kein Auswahlverfahren. Es tut mir leid, dass ich meine Zusage nicht halten kann.

Ich wünsche Ihnen, dass Sie bald jemanden finden, der gut zu Ihnen passt, und alles Gute für Sie und Ihr Team.

Mit herzlichen Grüßen
Ben Muster""",
        ),
    ),
    "a_german_request_for_another_time": (
        brief(
            ReplyKind.RESCHEDULE,
            language="de",
            tone=Tone.BRIEF,
            interview_at=INTERVIEW,
            slots=tuple(INTERVIEW + timedelta(days=days) for days in (1, 2)),
            details="an diesem Tag bin ich auf einer Schulung",
        ),
        Draft(
            subject="Anderer Termin für das Vorstellungsgespräch: Data Engineer – Ben Muster",
            body="""\
Guten Tag Ada Example,

danke für Ihre Einladung zum Gespräch über die Position Data Engineer bei Acme.

Am Dienstag, 1. Dezember, um 15:00 Uhr MEZ bin ich verhindert und bitte Sie deshalb um einen anderen Termin. An diesem Tag bin ich auf einer Schulung.

Stattdessen kann ich diese Termine anbieten:
- Mittwoch, 2. Dezember, 15:00 Uhr MEZ
- Donnerstag, 3. Dezember, 15:00 Uhr MEZ

Ich freue mich auf das Gespräch und wünsche Ihnen eine gute Woche.

Freundliche Grüße
Ben Muster""",
        ),
    ),
    "a_french_decline_for_salary": (
        brief(
            ReplyKind.DECLINE,
            language="fr",
            reason=Reason.SALARY,
            my_salary="80 000 €",
            their_salary="65 000 €",
            keep_in_touch=True,
        ),
        Draft(
            subject="Désistement avant l'entretien\u00a0: Data Engineer – Ben Muster",
            body="""\
Bonjour Ada Example,

Je vous remercie d'avoir retenu mon profil pour le poste «\u00a0Data Engineer\u00a0» chez Acme et de m'avoir proposé un entretien.

Je souhaite décliner cet entretien et me retirer du processus de recrutement. La fourchette du poste semble s'arrêter à 65 000 €, alors que mes attentes commencent à 80 000 €.

Si la fourchette venait à évoluer, j'aurais plaisir à avoir de vos nouvelles.

J'espère que vous trouverez bientôt la bonne personne, et je vous souhaite une bonne continuation.

Bien cordialement,
Ben Muster""",
        ),
    ),
    "a_french_warm_withdrawal_for_personal_reasons": (
        brief(ReplyKind.WITHDRAW, language="fr", tone=Tone.WARM, reason=Reason.PERSONAL, interview_at=INTERVIEW),
        Draft(
            subject="Annulation de l'entretien de ma part\u00a0: Data Engineer – Ben Muster",
            body="""\
Bonjour Ada Example,

Votre invitation à un entretien pour le poste «\u00a0Data Engineer\u00a0» chez Acme m'a fait très plaisir, et je vous en remercie.

J'avais accepté votre invitation, mais j'ai décidé d'annuler notre entretien du mardi 1er décembre à 15\u00a0h\u00a000 (heure d'Europe centrale). Ma situation ne me permet pas de suivre actuellement un processus de recrutement. Je vous prie de m'excuser de revenir ainsi sur mon accord.

Tous mes vœux de réussite vous accompagnent, vous et vos collègues, dans ce recrutement.

Bien cordialement,
Ben Muster""",
        ),
    ),
    "a_french_request_for_another_time": (
        brief(
            ReplyKind.RESCHEDULE,
            language="fr",
            tone=Tone.BRIEF,
            interview_at=INTERVIEW,
            slots=tuple(INTERVIEW + timedelta(days=days) for days in (1, 2)),
            details="je serai en formation ce jour-là",
        ),
        Draft(
            subject="Demande de report de l'entretien\u00a0: Data Engineer – Ben Muster",
            body="""\
Bonjour Ada Example,

Merci de m'avoir proposé un entretien pour le poste «\u00a0Data Engineer\u00a0» chez Acme.

Je me permets de vous demander une autre date, car je ne suis pas disponible le mardi 1er décembre à 15\u00a0h\u00a000 (heure d'Europe centrale). Je serai en formation ce jour-là.

Je pourrais vous proposer ces créneaux à la place\u00a0:
- mercredi 2 décembre à 15\u00a0h\u00a000 (heure d'Europe centrale)
- jeudi 3 décembre à 15\u00a0h\u00a000 (heure d'Europe centrale)

Je me réjouis de notre échange et vous souhaite une bonne semaine.

Cordialement,
Ben Muster""",
        ),
    ),
    "a_french_acceptance": (
        brief(ReplyKind.ACCEPT, language="fr", interview_at=INTERVIEW, format=Format.VIDEO),
        Draft(
            subject="Confirmation de l'entretien\u00a0: Data Engineer – Ben Muster",
            body="""\
Bonjour Ada Example,

Je vous remercie d'avoir retenu mon profil pour le poste «\u00a0Data Engineer\u00a0» chez Acme et de m'avoir proposé un entretien.

J'accepte avec plaisir et vous confirme l'entretien du mardi 1er décembre à 15\u00a0h\u00a000 (heure d'Europe centrale). J'ai noté que l'entretien aura lieu en visioconférence.

Pourriez-vous me faire parvenir le lien de connexion avant notre échange\u202f?

D'ici là, je vous souhaite une bonne semaine\u202f; je me réjouis de notre échange.

Bien cordialement,
Ben Muster""",
        ),
    ),
    "a_spanish_decline_for_salary": (
        brief(
            ReplyKind.DECLINE,
            language="es",
            reason=Reason.SALARY,
            my_salary="45.000 €",
            their_salary="38.000 €",
            keep_in_touch=True,
        ),
        Draft(
            subject="Renuncia a la entrevista: Data Engineer – Ben Muster",
            body="""\
Buenos días, Ada Example:

Les agradezco que hayan tenido en cuenta mi perfil para el puesto de Data Engineer en Acme y que me inviten a una entrevista.

He decidido declinar la entrevista y retirarme del proceso de selección. El rango del puesto parece llegar a 38.000 € y mis expectativas parten de 45.000 €; prefiero decirlo abiertamente.

Si el rango cambiara, me alegraría tener noticias suyas.

Espero que encuentren pronto a la persona adecuada y les deseo mucho éxito.

Un cordial saludo,
Ben Muster""",
        ),
    ),
    "a_spanish_warm_withdrawal_for_personal_reasons": (
        brief(ReplyKind.WITHDRAW, language="es", tone=Tone.WARM, reason=Reason.PERSONAL, interview_at=INTERVIEW),
        Draft(
            subject="Cancelación de la entrevista: Data Engineer – Ben Muster",
            body="""\
Hola, Ada Example:

Les agradezco mucho que hayan pensado en mí para el puesto de Data Engineer en Acme y que me inviten a una entrevista.

Había aceptado, pero he decidido retirarme y no participaré en nuestra entrevista del martes, 1 de diciembre, a las 15:00 h (CET). Mis circunstancias actuales no me permiten afrontar un proceso de selección. Pido disculpas por volverme atrás después de haber aceptado.

Mis mejores deseos para todo el equipo, y mucho éxito en la búsqueda de la persona adecuada.

Un saludo muy cordial,
Ben Muster""",
        ),
    ),
    "a_spanish_request_for_another_time": (
        brief(
            ReplyKind.RESCHEDULE,
            language="es",
            tone=Tone.BRIEF,
            interview_at=INTERVIEW,
            slots=tuple(INTERVIEW + timedelta(days=days) for days in (1, 2)),
            details="ese día estoy en un curso",
        ),
        Draft(
            subject="Otra fecha para la entrevista: Data Engineer – Ben Muster",
            body="""\
Hola, Ada Example:

Agradezco su invitación a la entrevista para el puesto de Data Engineer en Acme.

Me gustaría cambiar la fecha de la entrevista, pues no tengo disponibilidad el martes, 1 de diciembre, a las 15:00 h (CET). Ese día estoy en un curso.

Como alternativa, puedo proponer estas fechas:
- miércoles, 2 de diciembre, a las 15:00 h (CET)
- jueves, 3 de diciembre, a las 15:00 h (CET)

Espero con interés nuestra conversación y les deseo una buena semana.

Un saludo,
Ben Muster""",
        ),
    ),
}


@pytest.mark.parametrize("name", LETTERS)
def test_the_letter_reads_as_it_is_written_here(name: str) -> None:
    asked, letter = LETTERS[name]
    assert compose(asked, now=NOW) == letter


@pytest.mark.parametrize("name", LETTERS)
def test_the_letter_passes_our_own_review_without_any_finding(name: str) -> None:
    asked, letter = LETTERS[name]
    assert review(letter.body, asked, now=NOW) == ()
