import type { PageOf } from '../../core.ts';

type Question = PageOf<'question'>['question'];
export type QuestionKind = Question['kind'];
export type QuestionOf<K extends QuestionKind> = Extract<Question, { kind: K }>;
