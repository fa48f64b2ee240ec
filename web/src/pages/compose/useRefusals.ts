import { useFieldWords, useProblemWords } from "~/parts/refusal";

/** A refusal in the reader's language: beside the choices that it is about, and in one sentence. */
export function useRefusals(error: Error | null): {
  errors: Readonly<Record<string, string>>;
  sentence: string | null;
} {
  const words = useProblemWords();
  const ofFields = useFieldWords();
  return { errors: ofFields(error), sentence: error === null ? null : words(error) };
}
