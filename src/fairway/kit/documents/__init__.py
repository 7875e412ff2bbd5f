"""Make documents people keep: PDF, typeset in this process from a template and plain data.

Nothing is fetched and nothing of the machine is needed: the typesetter brings its own fonts, and the font of the
``matplotlib-fontja`` package adds Japanese where it is installed. Only for a name written in a script that neither
knows are the machine's own fonts asked. The same data, template and moment give the same bytes wherever the same fonts
are used; what was issued is kept as bytes all the same.
A sealed document carries a signature that says who issued exactly these bytes.
"""

from fairway.kit.documents.sealing import CannotSeal, Certificate, certificate, seal
from fairway.kit.documents.typesetting import CannotTypeset, fonts, pdf

__all__ = ["CannotSeal", "CannotTypeset", "Certificate", "certificate", "fonts", "pdf", "seal"]
