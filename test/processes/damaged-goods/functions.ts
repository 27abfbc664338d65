import { DamageReported } from '../../../events/damage.ts';
import { ReceiptPosted } from '../../../events/inbound.ts';
import { closeDamage } from '../../../lambdas/processes/damaged-goods/close-damage.ts';
import { decideDamage } from '../../../lambdas/processes/damaged-goods/decide-damage.ts';
import { endWork } from '../../../lambdas/processes/damaged-goods/end-work.ts';
import { openDamage } from '../../../lambdas/processes/damaged-goods/open-damage.ts';
import { startDamage } from '../../../lambdas/processes/damaged-goods/start-damage.ts';
import { summarizeDamage } from '../../../lambdas/processes/damaged-goods/summarize-damage.ts';
import type { Tasks } from '../support/functions.ts';
import type { Room } from '../support/world.ts';

/** The real functions and consumers of damaged goods. */
export const damageRoom: Room = {
  process: 'damaged-goods',
  tasks: {
    OpenDamage: openDamage,
    DecideDamage: decideDamage,
    EndWork: endWork,
    SummarizeDamage: summarizeDamage,
    CloseDamage: closeDamage,
  } as unknown as Tasks,
  consumers: { [DamageReported.type]: startDamage, [ReceiptPosted.type]: startDamage },
};
