import { group, type MessageDescription, may, must } from '../description.ts';
import { orderSlots } from './orders.ts';

/** Purchase order response: an order's structure, whose lines may also say why they were changed. */
export const ORDRSP: MessageDescription = {
  type: 'ORDRSP',
  releases: [
    { release: '96A', association: 'EAN005' },
    { release: '01B', association: 'EAN009' },
  ],
  slots: orderSlots.map((slot) =>
    slot.group?.name === 'line'
      ? {
          ...slot,
          group: {
            ...slot.group,
            slots: [...slot.group.slots, group('line adjustments', 10, must('AJT'), may('FTX', 5))],
          },
        }
      : slot,
  ),
};
