"""What became of everybody: the ledger of the sink against the plan and the log."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from workspace import FINAL, read_lines

UNKNOWN = {None, "unconfirmed"}


@dataclass
class Verdict:
    """lost: planned and reachable, never arrived. duplicate: copies over one. phantom: the log says accepted, the
    ledger does not. alien: in the ledger, not planned. odd: whatever else is not as promised, in words."""
    planned: int = 0
    lost: int = 0
    duplicate: int = 0
    flagged: int = 0
    phantom: int = 0
    alien: int = 0
    odd: list = field(default_factory=list)

    def __iadd__(self, other):
        for name in ("planned", "lost", "duplicate", "flagged", "phantom", "alien"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.odd += other.odd
        return self

    @property
    def is_kept(self):
        return not (self.lost or self.phantom or self.alien or self.odd or self.flagged != self.duplicate)


def judge(planned, entries, events, refused=(), finished=True):
    """refused: those whom the sink refuses for good; nobody else may end without their message."""
    planned, refused = set(planned), set(refused)
    copies = defaultdict(list)
    for entry in entries:
        copies[entry["to"]].append(entry)
    history = defaultdict(list)
    for event in events:
        history[event["to"]].append(event)
    verdict = Verdict(planned=len(planned))
    verdict.lost = len(planned - refused - copies.keys()) if finished else 0
    verdict.alien = len(copies.keys() - planned)
    for to in planned:
        finals = Counter(e["event"] for e in history[to] if e["event"] in FINAL)
        if finals["accepted"] and to not in copies:
            verdict.phantom += 1
        wanted = {"rejected"} if to in refused else {"accepted"}
        if finished and (set(finals) != wanted or finals.total() != 1):
            verdict.odd.append(f"{to}: final events {dict(finals)}")
        if over := len(copies[to]) - 1:
            count_copies(verdict, to, copies[to], history[to]) if over > 0 else None
        if unflagged := repeats_without_flag(history[to]):
            verdict.odd.append(f"{to}: attempt {unflagged} after an unknown outcome is not flagged")
    return verdict


def count_copies(verdict, to, copies, history):
    over = len(copies) - 1
    flags = sum(1 for e in history if e["event"] == "attempting" and e.get("maybeDuplicate"))
    verdict.duplicate += over
    verdict.flagged += min(over, flags)
    if len({copy["id"] for copy in copies}) != 1:
        verdict.odd.append(f"{to}: copies with different Message-IDs")
    if len({copy["sha256"] for copy in copies}) != 1:
        verdict.odd.append(f"{to}: copies with different content")


def repeats_without_flag(history):
    """The attempt after one with no outcome, or an unconfirmed one, must carry maybeDuplicate."""
    open_attempt = False
    for event in history:
        if event["event"] == "attempting":
            if open_attempt and not event.get("maybeDuplicate"):
                return event["attempt"]
            open_attempt = True
        elif event["event"] != "unconfirmed":
            open_attempt = False
    return None


def entries_of(sink):
    return read_lines(sink.path)


def check_itself():
    """An oracle that sees nothing would find every promise kept: planted faults must be found."""
    def entry(to, identity="1@h"):
        return {"to": to, "id": identity, "sha256": "0", "at": 0}

    def accepted(to, *before):
        return [{"to": to, "attempt": n + 1, **e} for n, e in enumerate([*before, {"event": "accepted"}])]

    tries = [{"event": "attempting"}, {"event": "attempting", "maybeDuplicate": True}]
    good = judge(["a"], [entry("a"), entry("a")], accepted("a", *tries))
    assert good.is_kept and good.duplicate == good.flagged == 1
    assert judge(["a", "b"], [entry("a")], accepted("a")).lost == 1
    assert judge(["a"], [], accepted("a")).phantom == 1
    assert judge(["a"], [entry("a"), entry("x")], accepted("a")).alien == 1
    assert judge(["a"], [entry("a"), entry("a")], accepted("a", tries[0], tries[0])).flagged == 0
    assert judge(["a"], [entry("a"), entry("a")], accepted("a", tries[0], tries[0])).odd
    assert judge(["a"], [entry("a"), entry("a", "2@h")], accepted("a", *tries)).odd
    assert judge(["a"], [entry("a")], []).odd
    assert judge(["a"], [entry("a")], accepted("a"), refused=["a"]).odd
