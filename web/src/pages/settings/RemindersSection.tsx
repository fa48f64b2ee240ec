import { Channels } from "./channels/Channels";
import { DigestForm } from "./DigestForm";
import { DigestPreview } from "./DigestPreview";

export function RemindersSection() {
  return (
    <>
      <DigestForm />
      <Channels />
      <DigestPreview />
    </>
  );
}
