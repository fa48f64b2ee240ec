import { describe, expect, it } from "vitest";

import {
  begin,
  canBringBack,
  type Happening,
  hasOffer,
  isEdited,
  isSettled,
  type Letter,
  letterAfter,
} from "~/pages/compose/letter";
import { asked, freshWish, type Wish } from "~/pages/compose/wish";

const fresh = freshWish("decline", "en");
const words = (body: string) => ({ subject: "Interview", body });
const after = (letter: Letter, ...happenings: Happening[]) => happenings.reduce(letterAfter, letter);
const composed = (changes: Partial<Wish>, body: string): Happening => ({
  type: "composed",
  wanted: asked({ ...fresh, ...changes }),
  words: words(body),
});
const wished = (changes: Partial<Wish>): Happening => ({ type: "wished", changes });
const wrote = (body: string): Happening => ({ type: "edited", words: { body } });

describe("words that nobody has touched", () => {
  it("follow the choices", () => {
    const letter = after(
      begin(fresh, null),
      composed({}, "One."),
      wished({ tone: "warm" }),
      composed({ tone: "warm" }, "Two."),
    );
    expect(letter.words.body).toBe("Two.");
    expect(isEdited(letter)).toBe(false);
  });

  it("don't follow choices that have changed again since", () => {
    const letter = after(
      begin(fresh, null),
      composed({}, "One."),
      wished({ tone: "warm" }),
      composed({ tone: "brief" }, "Two."),
    );
    expect(letter.words.body).toBe("One.");
  });

  it("take what the server composes later for the same choices", () => {
    const letter = after(begin(fresh, null), composed({}, "In time."), composed({}, "Late."));
    expect([letter.words.body, isEdited(letter)]).toEqual(["Late.", false]);
  });
});

describe("choices and words", () => {
  it("don't belong together while the words are about to follow", () => {
    const letter = after(begin(fresh, null), composed({}, "One."));
    expect(isSettled(letter)).toBe(true);
    expect(isSettled(after(letter, wished({ language: "de" })))).toBe(false);
    expect(isSettled(after(letter, wished({ language: "de" }), composed({ language: "de" }, "Eins.")))).toBe(true);
    expect(isSettled(after(letter, wrote("Mine."), wished({ language: "de" })))).toBe(true);
  });
});

describe("a person's own words", () => {
  const own = after(begin(fresh, null), composed({}, "One."), wrote("Mine."));

  it("stay when the choices change, until the person decides", () => {
    const letter = after(own, wished({ tone: "warm" }), composed({ tone: "warm" }, "Two."));
    expect([letter.words.body, hasOffer(letter)]).toEqual(["Mine.", true]);
  });

  it("step aside at a word, and come back at another", () => {
    const taken = after(own, wished({ tone: "warm" }), composed({ tone: "warm" }, "Two."), { type: "taken" });
    expect([taken.words.body, isEdited(taken), canBringBack(taken)]).toEqual(["Two.", false, true]);
    const back = after(taken, { type: "broughtBack" }, composed({ tone: "warm" }, "Two."));
    expect([back.words.body, back.wish.tone, isEdited(back), hasOffer(back)]).toEqual(["Mine.", "warm", true, false]);
  });

  it("are kept at a word, and then compared with the newer ones", () => {
    const kept = after(own, wished({ tone: "warm" }), composed({ tone: "warm" }, "Two."), { type: "refused" });
    expect([kept.words.body, hasOffer(kept), kept.composed?.body]).toEqual(["Mine.", false, "Two."]);
    expect(hasOffer(after(kept, composed({ tone: "warm" }, "Two.")))).toBe(false);
  });

  it("need no decision once the choices are what they were", () => {
    const letter = after(
      own,
      wished({ tone: "warm" }),
      composed({ tone: "warm" }, "Two."),
      wished({ tone: "neutral" }),
      composed({}, "One."),
    );
    expect([letter.words.body, hasOffer(letter)]).toEqual(["Mine.", false]);
  });

  it("are replaced by another phrasing only when that has come, and can be brought back with its base", () => {
    const asking = after(own, { type: "rephrased" });
    expect([asking.words.body, isEdited(asking)]).toEqual(["Mine.", true]);
    const rephrased = after(asking, composed({ variation: 1 }, "Uno."));
    expect([rephrased.words.body, canBringBack(rephrased)]).toEqual(["Uno.", true]);
    const back = after(rephrased, { type: "broughtBack" });
    expect([back.words.body, back.wish.variation, back.composed?.body]).toEqual(["Mine.", 0, "One."]);
  });

  it("that were set aside are let go once there are newer ones", () => {
    const letter = after(own, { type: "rephrased" }, composed({ variation: 1 }, "Uno."), wrote("Newer."));
    expect(canBringBack(letter)).toBe(false);
  });
});

describe("a letter that was begun before", () => {
  it("is the person's own until the server's words for it are known", () => {
    const letter = begin(fresh, words("Stored."));
    expect(isEdited(letter)).toBe(true);
    expect(isEdited(after(letter, composed({}, "Stored.")))).toBe(false);
    const own = after(letter, composed({}, "Composed."));
    expect([own.words.body, isEdited(own), own.composed?.body]).toEqual(["Stored.", true, "Composed."]);
  });
});
