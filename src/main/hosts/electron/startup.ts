/** Switches that open what this program closes. */
const weakening = [
  'no-sandbox',
  'disable-web-security',
  'remote-debugging-port',
  'remote-debugging-pipe',
  'inspect',
  'inspect-brk',
] as const;

/** The configuration's path: `--config=FILE`, else TRAM_CONFIG. */
export function configFile(argv: readonly string[], environment: NodeJS.ProcessEnv): string {
  const flag = '--config=';
  const file = argv.find((argument) => argument.startsWith(flag))?.slice(flag.length) ?? environment.TRAM_CONFIG;
  if (!file) throw new Error('name the configuration: --config=FILE, or TRAM_CONFIG in the environment');
  return file;
}

export interface Circumstances {
  packaged: boolean;
  demonstration: boolean;
  hasSwitch: (name: string) => boolean;
}

/** @throws where a production kiosk would be less than one; only the demonstration, which is never packaged, may weaken it. */
export function refuseWeakStart({ packaged, demonstration, hasSwitch }: Circumstances): void {
  if (demonstration && packaged) throw new Error('an installed kiosk does not run the demonstration');
  const found = demonstration ? undefined : weakening.find(hasSwitch);
  if (found) throw new Error(`--${found} is refused in production`);
}
