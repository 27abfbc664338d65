import { despatchAdvice, edifactContext, edifactOf, messageOf } from './edifact.ts';
import type { Seed } from './fuzz.ts';
import { SITE_GLN } from './notices.ts';

/** Valid files of every message that is read. */
export function edifactSeeds(): readonly Seed[] {
  const header = ['DTM+137:20260301:102', 'RFF+ON:PO-1', `NAD+DP+${SITE_GLN}::9`];
  const line = ['LIN+1+5', 'PIA+5+SKU-1:IN', 'QTY+21:36'];
  const bodies = {
    ORDERS: ['BGM+220+PO-1+9', ...header, ...line, 'PRI+AAA:12.5', 'UNS+S', 'CNT+2:1'],
    ORDRSP: ['BGM+231+R-1+29', 'DTM+69:20260312:102', ...header, ...line, 'UNS+S'],
    RECADV: [
      'BGM+352::9+RCV-1+9',
      'DTM+50:20260302:102',
      ...header,
      'CPS+1',
      'LIN+1',
      'PIA+5+S?+1:IN',
      'QTY+194:9',
    ],
    INVRPT: ['BGM+35+INV-1+9', 'DTM+137:20260301:102', 'LIN+1++9506000005041:EN', 'QTY+145:300', 'QTY+21:5'],
  };
  const others = Object.entries(bodies).map(([type, body], index) =>
    messageOf(type, body, String(index + 2)),
  );
  const files = [
    edifactOf([messageOf('DESADV', despatchAdvice('DES-1', 3))]),
    edifactOf([messageOf('DESADV', despatchAdvice('DES-2', 1)), ...others], { una: "UNA:+.? '\n" }),
    edifactOf(others, { lineEnd: '' }),
  ];
  return files.map((text) => ({
    name: 'broken.edifact',
    bytes: Buffer.from(text),
    context: edifactContext(),
  }));
}
