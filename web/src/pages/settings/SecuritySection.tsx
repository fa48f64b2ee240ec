import { PasswordForm } from "./PasswordForm";
import { Sessions } from "./Sessions";

export function SecuritySection() {
  return (
    <>
      <PasswordForm />
      <Sessions />
    </>
  );
}
