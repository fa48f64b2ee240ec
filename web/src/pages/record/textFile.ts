/** Text out of a file that was dropped: what isn't text is refused before anything is made of it. */

export type Refused = "not_text" | "too_long";

const MOST_BYTES = 1_000_000;

/** Mails, calendar files and tables hold more than their text. */
export function isForImport({ name, type }: Pick<File, "name" | "type">): boolean {
  return /\.(eml|ics|ical|vcs|csv|tsv)$/i.test(name) || ["message/rfc822", "text/calendar", "text/csv"].includes(type);
}

export async function textOf(file: File): Promise<string | { refused: Refused }> {
  if (file.size > MOST_BYTES) return { refused: "too_long" };
  const isText =
    file.type === "text/plain" || file.type === "text/markdown" || (file.type === "" && /\.(txt|md)$/i.test(file.name));
  if (!isText) return { refused: "not_text" };
  const bytes = await file.arrayBuffer();
  const text = decoded(bytes).replaceAll("\r\n", "\n");
  return text.includes("\0") ? { refused: "not_text" } : text;
}

/** UTF-8 where the bytes are that, else what Windows writes. */
function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
