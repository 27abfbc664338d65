import { group, type MessageDescription, may, must } from '../description.ts';

const messageResponse = (name: string) =>
  group(name, 999_999, must('UCM'), group(`${name}: segment`, 999, must('UCS'), may('UCD', 99)));

/** Syntax and service report of syntax version 3: what an interchange is answered with. */
export const CONTRL: MessageDescription = {
  type: 'CONTRL',
  releases: [{ release: '3', association: 'EAN002' }],
  slots: [
    must('UCI'),
    messageResponse('message'),
    group('group', 999_999, must('UCF'), messageResponse('group message')),
  ],
};
