"""Contradictions between figures as all outputs write them."""

from bochiso.compare.checks.findings import Finding


def finding_json(finding: Finding) -> dict[str, str]:
    """What contradicts what, by which rule, and what to ask the source."""
    return {
        "id": finding.id,
        "severity": finding.severity.value,
        "title": finding.title,
        "figures": finding.figures,
        "rule": finding.rule,
        "ask": finding.ask,
    }
