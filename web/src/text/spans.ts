/** Places in a text. The interface counts code points, JavaScript counts UTF-16 units: an emoji is one and two. */

export interface Span {
  start: number;
  end: number;
}

/** UTF-16 places for code point places. Places past the end of the text are its end. */
export function inUnits(text: string, { start, end }: Span): Span {
  const units = { start: text.length, end: text.length };
  let points = 0;
  for (let unit = 0; unit <= text.length; points++) {
    if (points === start) units.start = unit;
    if (points === end) {
      units.end = unit;
      break;
    }
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return units;
}
