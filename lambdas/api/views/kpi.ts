import * as z from 'zod/mini';
import { timestamp } from '../../../events/envelope.ts';

/** A window of time: `from` is inside, `to` is not. */
export const Window = z.object({ from: timestamp, to: timestamp });
