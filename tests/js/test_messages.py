"""What the stage asks: one message is under way, the newest waits, what was missed is repeated."""

from tests.js.node import Modules

ASKED = """const sent = [];
const messages = new m.Messages((each) => sent.push(each));
"""
KINDS = "return sent.map(({ kind, lr, asked, again }) => [kind, lr ?? null, asked, again ?? 0]);"


def test_one_message_is_under_way_and_of_those_that_wait_the_newest_is_sent(
    modules: Modules,
) -> None:
    body = """for (const lr of [1, 2, 3]) messages.film({ lr });
    messages.answered({ kind: "film" });
    messages.answered({ kind: "film" });
    messages.stop();"""
    assert modules("stage/messages", ASKED + body + KINDS) == [["film", 1, 1, 0], ["film", 3, 2, 0]]


def test_a_question_that_was_answered_with_something_else_is_asked_again(modules: Modules) -> None:
    body = """messages.film({ lr: 1 });
    for (let n = 0; n < 9; n += 1) messages.answered({ kind: "same" });
    messages.stop();"""
    found = modules("stage/messages", ASKED + body + KINDS)
    assert found == [["film", 1, n + 1, n] for n in range(4)]


def test_an_answer_is_waited_for_twice_as_long_each_time_that_it_is_lost(modules: Modules) -> None:
    body = """const { setTimeout } = globalThis, waits = [];
    globalThis.setTimeout = (run, wait) => waits.push([run, wait]);
    messages.film({ lr: 1 });
    for (let n = 0; n < 4; n += 1) waits.at(-1)[0]();
    globalThis.setTimeout = setTimeout;
    messages.stop();
    return [sent.length, ...waits.map(([, wait]) => wait)];"""
    found = modules("stage/messages", ASKED + body)
    assert found == [4, 4_000, 8_000, 16_000, 32_000]


def test_gradients_that_were_missed_are_asked_for_after_what_waits(modules: Modules) -> None:
    body = """messages.wantSlopes({ id: "film" });
    while (!sent.length) await new Promise((done) => setTimeout(done, 10));
    messages.drawn();
    messages.answered({ kind: "same" }); // lost: what waited is said
    messages.answered({ kind: "same" });
    while (sent.length < 3) await new Promise((done) => setTimeout(done, 10));
    messages.stop();"""
    found = modules("stage/messages", ASKED + body + KINDS)
    assert found == [["slopes", None, 1, 0], ["drawn", None, 2, 0], ["slopes", None, 3, 1]]


def test_a_view_whose_answer_is_lost_is_told_again_as_it_is_by_then_until_nothing_lacks(
    modules: Modules,
) -> None:
    body = """let [step, lacking] = [1, true];
    const told = new m.Messages((each) => sent.push(each), () => {}, () => lacking);
    told.view(() => ({ step }));
    while (!sent.length) await new Promise((done) => setTimeout(done, 10));
    step = 2;
    told.answered({ kind: "same" });
    while (sent.length < 2) await new Promise((done) => setTimeout(done, 10));
    lacking = false;
    told.answered({ kind: "same" });
    const asking = told.asking;
    told.stop();
    return [sent.map(({ kind, step, again }) => [kind, step, again ?? 0]), asking];"""
    found = modules("stage/messages", ASKED + body)
    assert found == [[["view", 1, 0], ["view", 2, 1]], False]


def test_a_view_is_not_told_again_where_its_answer_has_the_digits_of_another_rate(
    modules: Modules,
) -> None:
    body = """const told = new m.Messages((each) => sent.push(each), () => {}, () => true);
    told.view(() => ({}));
    while (!sent.length) await new Promise((done) => setTimeout(done, 10));
    told.answered({ kind: "same", exact: { lr: 0.1 } });
    const asking = told.asking;
    told.stop();
    return asking;"""
    assert modules("stage/messages", ASKED + body) is False


def test_a_settled_start_asks_for_the_whole_film_and_a_held_one_for_a_light_one(
    modules: Modules,
) -> None:
    body = """messages.drag({ start: [1] }, false);
    messages.answered({ kind: "film" });
    messages.drag({ start: [2] }, true);
    messages.stop();
    return sent.map(({ live, serial }) => [live, serial]);"""
    assert modules("stage/messages", ASKED + body) == [[True, 1], [False, 2]]


def test_a_view_at_rest_is_told_once_with_its_last_state(modules: Modules) -> None:
    body = """for (const step of [1, 2, 3]) messages.view(() => ({ step }));
    while (!sent.length) await new Promise((done) => setTimeout(done, 10));
    messages.stop();
    return sent.map(({ kind, step }) => [kind, step]);"""
    assert modules("stage/messages", ASKED + body) == [["view", 3]]


def test_a_view_at_rest_is_that_of_now_not_of_when_it_changed(modules: Modules) -> None:
    body = """let lr = 0.1; // which a person types over before it has been told
    messages.view(() => ({ lr }));
    messages.film({ lr: 0.07 });
    lr = 0.07;
    messages.answered({ kind: "film" });
    while (sent.length < 2) await new Promise((done) => setTimeout(done, 10));
    messages.stop();
    return sent.map(({ kind, lr }) => [kind, lr]);"""
    assert modules("stage/messages", ASKED + body) == [["film", 0.07], ["view", 0.07]]


def test_a_rate_and_a_start_asked_for_while_an_answer_is_under_way_are_both_asked(
    modules: Modules,
) -> None:
    body = """messages.film({});
    messages.film({ lr: 3 });
    messages.drag({ start: [1] }, true);
    messages.answered({ kind: "film" });
    messages.drag({ start: [2] }, true);
    messages.film({ lr: 4 });
    messages.answered({ kind: "film" });
    messages.stop();
    return sent.map(({ lr, start }) => [lr ?? null, start ?? null]);"""
    assert modules("stage/messages", ASKED + body) == [[None, None], [3, [1]], [4, [2]]]


def test_the_start_that_is_asked_for_is_known_until_its_answer_comes(modules: Modules) -> None:
    body = """const known = [];
    const note = () => known.push(messages.start ?? null);
    messages.drag({ start: [1] }, true);
    note();
    messages.drag({ start: [2] }, true);
    note();
    messages.answered({ kind: "film" });
    note();
    messages.answered({ kind: "film" });
    note();
    messages.stop();
    return known;"""
    assert modules("stage/messages", ASKED + body) == [[1], [2], [2], None]


def test_finer_rates_asked_for_just_before_a_drag_come_with_its_end(modules: Modules) -> None:
    body = """messages.film({});
    messages.film({ between: [1, 2] });
    for (const settled of [false, false, true, true]) {
      messages.drag({ start: [1] }, settled);
      messages.answered({ kind: "film" });
    }
    messages.stop();
    return sent.map(({ live, between }) => [live ?? null, between ?? null]);"""
    assert modules("stage/messages", ASKED + body) == [
        [None, None],
        [True, None],
        [True, None],
        [False, [1, 2]],
        [False, None],
    ]
