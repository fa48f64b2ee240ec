import classes from "./compose.module.css";

/** How every field of the choices looks: large enough for a thumb, with a quiet label. */
export const FIELD = { size: "md", classNames: { label: classes.label, description: classes.description } } as const;
