import { openScanner, type ScannerSettings } from '../../drivers/scanner/index.ts';

/** A scanner in a process of its own, into which a library may be preloaded. Tells its parent of each status and scan. */
const scanner = openScanner(JSON.parse(process.argv[2] ?? '') as ScannerSettings);
const tell = (message: unknown) => process.send?.(message);
scanner.watch((status) => tell({ status }));
scanner.onScan((code) => tell({ code }));
process.on('message', () => void scanner.close().then(() => process.disconnect()));
