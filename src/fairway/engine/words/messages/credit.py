"""How an explanation says what of the credit for a deal was moved."""

from fairway.engine.words.messages.reasons import Voiced
from fairway.engine.words.speech import Message

CREDIT_SHARED = Message(
    "Deal {deal}: {share} of the credit goes to others on the deal, so {amount} counts for them.",
    "Deal {deal}: {share} der Gutschrift gehen an andere Beteiligte; {amount} zählen bei ihnen.",
    "Affaire {deal} : {share} du crédit revient à d'autres parties ; {amount} compte pour elles.",
    "案件{deal}：実績の{share}は案件の他の関係者に配分され、{amount}はそちらに数えられます。",
)
CREDIT_RECEIVED = Voiced(
    Message(
        "Deal {deal}: {share} of the credit is yours, so {amount} of what others sold under it counts.",
        "Deal {deal}: {share} der Gutschrift stehen Ihnen zu; {amount} von dem, was andere verkauft haben, zählen.",
        "Affaire {deal} : {share} du crédit vous revient ; {amount} de ce que d'autres y ont vendu compte.",
        "案件{deal}：実績の{share}は貴社のもので、他社の販売のうち{amount}が数えられます。",
    ),
    Message(
        "Deal {deal}: {share} of the credit is the partner's, so {amount} of what others sold under it counts.",
        "Deal {deal}: {share} der Gutschrift stehen dem Partner zu; {amount} von dem, was andere verkauften, zählen.",
        "Affaire {deal} : {share} du crédit revient au partenaire ; {amount} de ce que d'autres y ont vendu compte.",
        "案件{deal}：実績の{share}はパートナーのもので、他社の販売のうち{amount}が数えられます。",
    ),
)
