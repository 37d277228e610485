import type { Raster } from '../ports.ts';

/** "HỎNG – BỎ · VOID": spoilt, throw away. Drawn here, since no code page of a printer has these letters. */
const mark = [
  '                                                                         ',
  '#########################################################################',
  '                                                                         ',
  '       ###                               ###                             ',
  '         #                                 #                             ',
  '        #                                 #                              ',
  '                                                                         ',
  '#   #  ###  #   #  ###            ####   ###        #   #  ###  ### #### ',
  '#   # #   # ##  # #   #           #   # #   #       #   # #   #  #  #   #',
  '#   # #   # ##  # #               #   # #   #       #   # #   #  #  #   #',
  '##### #   # # # # # ###   #####   ####  #   #   #   #   # #   #  #  #   #',
  '#   # #   # #  ## #   #           #   # #   #       #   # #   #  #  #   #',
  '#   # #   # #  ## #   #           #   # #   #        # #  #   #  #  #   #',
  '#   #  ###  #   #  ###            ####   ###          #    ###  ### #### ',
  '                                                                         ',
  '#########################################################################',
];
const markWidth = 73;

/**
 * What is printed and cut below the rest of a torn ticket, so that nobody takes that for a ticket: 10 to 14 mm high.
 * @param width dots of the paper, at least 73; the mark is drawn as large as fits
 */
export function voidStrip(width: number): Raster {
  const scale = Math.floor(width / markWidth);
  const left = Math.floor((width - scale * markWidth) / 2);
  const bytesInRow = Math.ceil(width / 8);
  const rows = mark.flatMap((line) => {
    const row = new Uint8Array(bytesInRow);
    for (let x = 0; x < scale * markWidth; x++)
      if (line[Math.floor(x / scale)] === '#')
        row[(left + x) >> 3] = (row[(left + x) >> 3] ?? 0) | (0x80 >> ((left + x) & 7));
    return Array.from({ length: scale }, () => row);
  });
  return { width, height: rows.length, data: Buffer.concat(rows) };
}
