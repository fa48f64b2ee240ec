/** How well a password would withstand guessing, as far as that can be told from looking at it. */

export type Strength = "short" | "guessable" | "fair" | "good";

/** What guessers try first, in whatever case and with whatever behind it. */
const TRIED_FIRST = ["password", "passwort", "qwert", "letmein", "iloveyou", "admin", "welcome", "replyby"];
const LONG = 16;

/** Characters as the server counts them. */
export function countCharacters(password: string): number {
  return Array.from(password.normalize("NFKC")).length;
}

/**
 * `short` is refused by the server. `guessable` isn't, but consists of few different characters, of a row of the
 * keyboard, or mostly of what is known of the person.
 */
export function strengthOf(password: string, shortest: number, known: readonly string[] = []): Strength {
  const count = countCharacters(password);
  if (count < shortest) return "short";
  if (isGuessable(password.toLowerCase(), known)) return "guessable";
  return count >= LONG ? "good" : "fair";
}

function isGuessable(password: string, known: readonly string[]): boolean {
  if (new Set(password).size < 5) return true;
  const words = known.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 3);
  const rest = [...TRIED_FIRST, ...words].reduce((left, word) => left.replaceAll(word, ""), password);
  // What is left of a row, up or down, is the step from one character to the next.
  const steps = new Set(
    Array.from(rest)
      .slice(1)
      .map((letter, index) => letter.charCodeAt(0) - rest.charCodeAt(index)),
  );
  return rest.length < 6 || (steps.size === 1 && !steps.has(NaN));
}
