/** One thing that is said. */
export interface Line {
  /** As written in the session's language. */
  text: string;
  /** What it tells of: on the same page a line whose subject was told already is not said again. */
  about: string;
  /** Heard by a headset alone. */
  hidden: boolean;
  /** Where it is not the session's: "English" on a Vietnamese page, a person's name on an English one. */
  language: string | undefined;
}

export const line = (text: string, given: Partial<Omit<Line, 'text'>> = {}): Line => ({
  text,
  about: text,
  hidden: false,
  language: undefined,
  ...given,
});

/** Personal: of her identity, her insurance, her illness, what she typed or her number. */
export const hidden = (text: string, about = text): Line => line(text, { about, hidden: true });

export const isHidden = ({ hidden }: Line): boolean => hidden;

/** The ways on, each with its number. */
export const choices = (labels: readonly string[]): Line[] =>
  labels.map((label, at) => line(`${String(at + 1)}: ${label}`, { about: `choice ${label}` }));
