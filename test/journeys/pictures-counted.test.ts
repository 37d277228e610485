import { expect, it } from 'vitest';
import { stopwatch } from '../../scripts/demonstration/stopwatch.ts';

function watchByHand() {
  let at = 1_000;
  const watch = stopwatch(() => at);
  const pass = (ms: number) => {
    at += ms;
    return Promise.resolve();
  };
  return { watch, pass };
}

it('counts no picture before the first touch, in between or after the paper, and takes off only those in between', async () => {
  const { watch, pass } = watchByHand();
  await watch.leaveOut(() => pass(700));
  expect(watch.ms()).toBe(0);
  watch.begin();
  await pass(300);
  await watch.leaveOut(() => pass(80));
  await pass(200);
  watch.end();
  await watch.leaveOut(() => pass(900));
  expect(watch.ms()).toBe(500);
});

it('stands still once the paper is out, though a picture was being taken', async () => {
  const { watch, pass } = watchByHand();
  watch.begin();
  await pass(100);
  await watch.leaveOut(async () => {
    await pass(40);
    watch.end();
    await pass(60);
  });
  watch.begin();
  watch.end();
  await pass(5_000);
  expect(watch.ms()).toBe(100);
});
