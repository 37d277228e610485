import type { FailureCode } from './failures.ts';
import type { Centre } from './services.ts';
import type { Text } from './text.ts';

/** Where people go whom the kiosk cannot help: an emergency to where emergencies are received. */
export function deskFor(reason: FailureCode, { desk, emergencyPlace }: Centre): Text {
  if (reason !== 'EMERGENCY' || !emergencyPlace) return desk;
  const { room, floor } = emergencyPlace;
  return { vi: `${room.vi}, ${floor.vi}`, en: `${room.en}, ${floor.en}` };
}
