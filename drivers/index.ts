import type { DeviceConfig } from './host/config.ts';
import { startDeviceHost, type DeviceHostOptions } from './host/supervisor.ts';
import type { Devices } from './ports.ts';

export { deviceConfigSchema, type DeviceConfig } from './host/config.ts';
export type { HostLogEntry } from './host/supervisor.ts';

/**
 * Starts the kiosk's devices behind their host process. Returns at once: `status()` tells what is there yet.
 * @param options.entry the host's module: drivers/host/main.ts, the demonstration's, or either as built
 */
export function openDevices(config: DeviceConfig, options: Omit<DeviceHostOptions, 'config'>): Devices {
  return startDeviceHost({ config, ...options });
}
