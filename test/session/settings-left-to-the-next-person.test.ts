import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/contract/commands.ts';
import { usualSettings, type Settings } from '../../src/contract/settings.ts';
import { delays } from '../../src/main/delays.ts';
import { context } from '../support/samples.ts';
import { Session } from './driver.ts';

const set = (change: Extract<Command, { type: 'settings' }>['change']): Command => ({ type: 'settings', change });
const plug = (headset: boolean) => set({ voice: { headset } });
const begin: Command = { type: 'choose-service', service: 'insurance-check-in' };
const large = { textSize: 'largest', contrast: 'white-on-black', lowScreen: true } as const;
const plugged: Settings = { ...usualSettings, voice: { ...usualSettings.voice, on: true, headset: true } };

function sessionWith(...commands: Command[]) {
  const session = new Session();
  session.command(...commands);
  return session;
}

describe('one person’s settings', () => {
  it('hold over the turns of her visit, to the desk’s page', () => {
    const session = sessionWith(set(large), begin, { type: 'ask-staff' });
    expect(session.page.name).toBe('desk');
    expect(session.view.settings).toEqual({ ...usualSettings, ...large });
  });

  it.each([
    ['her session ends', sessionWith(begin, set(large), { type: 'cancel' })],
    ['she leaves from the page that asks for the card', sessionWith(begin, set(large))],
    ['nobody touches the home page after her', sessionWith(set(large))],
    [
      'a technician comes',
      sessionWith(set(large), ...context.maintenanceKeys.map((key): Command => ({ type: 'key', key }))),
    ],
  ])('are gone when %s', (_, session) => {
    while (session.isWaiting) session.wait();
    expect(session.view.settings).toEqual(usualSettings);
  });

  it('leave a kiosk that speaks while the headset is plugged in, as loud and as fast as usual', () => {
    const session = sessionWith(plug(true), set({ voice: { volume: 5, rate: 1.5 } }), begin, { type: 'cancel' });
    expect(session.view.settings).toEqual(plugged);
    session.wait();
    expect(session.page.name).toBe('home');
    expect(session.isWaiting).toBe(false);
  });
});

describe('what does not fit together', () => {
  it('a loudspeaker louder than whoever stands near may be asked to bear', () => {
    expect(sessionWith(set({ voice: { on: true, volume: 5 } })).view.settings.voice.volume).toBe(3);
    expect(sessionWith(plug(true), set({ voice: { volume: 5 } })).view.settings.voice.volume).toBe(5);
    expect(sessionWith(plug(true), set({ voice: { volume: 5 } }), plug(false)).view.settings.voice.volume).toBe(3);
  });

  it('a dark page that says nothing', () => {
    expect(sessionWith(set({ blank: true })).view.settings.blank).toBe(false);
    expect(sessionWith(plug(true), set({ blank: true })).view.settings.blank).toBe(true);
    expect(sessionWith(plug(true), set({ blank: true }), set({ voice: { on: false } })).view.settings.blank).toBe(
      false,
    );
  });

  it('speech on the loudspeaker of what was spoken into a headset', () => {
    const { settings } = sessionWith(plug(true), set({ blank: true }), plug(false)).view;
    expect(settings).toEqual(usualSettings);
  });
});

it('a headset that is pulled out before a technician is one the next person has not', () => {
  const session = sessionWith(plug(true), ...context.maintenanceKeys.map((key): Command => ({ type: 'key', key })));
  expect(session.page.name).toBe('maintenance-pin');
  session.command(set({ textSize: 'largest' }));
  expect(session.view.settings).toEqual(plugged);
  session.command(plug(false));
  expect(session.view.settings).toEqual(usualSettings);
});

describe('somebody who listens, or reads the largest letters', () => {
  it.each([
    ['voice', set({ voice: { on: true } })],
    ['headset', plug(true)],
    ['largest', set({ textSize: 'largest' })],
  ])('%s: has 120 s, and 60 s to answer the warning', (_, command) => {
    const session = sessionWith(begin, command);
    expect(session.wait()).toBe(delays.idleSlow);
    expect(session.view.idle).toEqual({ secondsLeft: delays.warningSlow / delays.second });
  });

  it('a setting answers the warning: it is a touch', () => {
    const session = sessionWith(begin);
    session.wait();
    expect(session.view.idle).toBeDefined();
    session.command(set({ contrast: 'low-glare' }));
    expect(session.view.idle).toBeUndefined();
    expect(session.page.name).toBe('identify');
  });
});

describe('a headset that is plugged in or pulled out is no sign of whoever was here', () => {
  it('answers no warning', () => {
    const session = sessionWith(begin);
    session.wait();
    session.command(plug(true), plug(false));
    expect(session.view.idle).toEqual({ secondsLeft: delays.warning / delays.second });
  });

  it('on the page of somebody who was identified it asks whether she is there, and only a touch says so', () => {
    const session = new Session().identified();
    session.command(plug(true));
    expect(session.view.idle).toEqual({ secondsLeft: delays.warningSlow / delays.second });
    session.command({ type: 'more-time' });
    expect(session.view.idle).toBeUndefined();
    session.command(plug(false));
    expect(session.view.idle).toBeUndefined();
    expect(session.page.name).toBe('person');
  });

  it('whose jack flaps keeps nobody’s page open', () => {
    const session = new Session().identified();
    const since = session.at;
    session.command(plug(true));
    for (let second = 0; second < delays.warningSlow / delays.second; second += 1) {
      session.wait();
      session.command(plug(false), plug(true));
    }
    expect([session.page.name, session.at - since]).toEqual(['cleared', delays.warningSlow]);
  });
});
