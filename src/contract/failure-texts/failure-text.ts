import type { Text } from '../text.ts';

export interface FailureText {
  /** What happened and what to do, in plain words. */
  citizen: Text;
  /** The same for somebody who is sent to the desk, where `citizen` asks for another try at the machine. */
  desk?: Text;
  /** What a clerk or technician checks first. */
  staff: Text;
}

export const withHelp = (vi: string, en: string): Text => ({
  vi: `${vi} Nhân viên sẽ giúp ông/bà.`,
  en: `${en} Staff will help you.`,
});
