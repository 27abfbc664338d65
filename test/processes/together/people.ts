import { ContractViolation, Forbidden } from '../../../lambdas/shared/errors.ts';
import { type TaskRow, tenantScope } from '../../../lambdas/store/ports.ts';
import { answerTask } from '../../../lambdas/work/answer-task.ts';
import { fieldsOf } from '../../../lambdas/work/form.ts';
import type { Warehouses } from './warehouses.ts';

/** People who answer: somebody of the right office chooses one of the options, and fills its form. */

interface Choice {
  readonly task: number;
  readonly option: number;
  readonly number: number;
}

export async function answerSome(warehouses: Warehouses, { task: which, option: choice, number }: Choice) {
  const tasks = await warehouses.openTasks();
  const task = tasks[which % Math.max(1, tasks.length)];
  const option = task?.options[choice % task.options.length];
  if (!task || !option) return;
  const { world } = warehouses;
  const tenant = tenantScope(task.tenantId);
  const form = option.formSchema && (await formFor(warehouses, task, option.formSchema, number));
  const members = (await world.stores.tenants.current(tenant))?.members ?? [];
  for (const { userId } of members) {
    const answer = { option: option.code, by: userId, comment: 'as seen', ...(form && { form }) };
    try {
      await world.act(() => answerTask(world.hands, tenant, task.taskId, answer));
      return;
    } catch (error) {
      // Somebody of another office, or a form that does not fit: the next one, or nobody.
      if (!(error instanceof Forbidden || error instanceof ContractViolation)) throw error;
    }
  }
}

/** A form as somebody would fill it; who counts again writes down what lies there. */
async function formFor(
  warehouses: Warehouses,
  task: TaskRow,
  schema: Readonly<Record<string, unknown>>,
  number: number,
): Promise<Readonly<Record<string, unknown>>> {
  const counted = ['recount', 'third-count'].includes(task.step) && task.process === 'cycle-count';
  const row =
    counted && (await warehouses.world.stores.processes.get(tenantScope(task.tenantId), task.processId));
  const filled = [...fieldsOf(task.taskId, schema)].map(([name, field]) => {
    if (field.enum) return [name, field.enum[number % field.enum.length]];
    if (field.type === 'boolean') return [name, number % 2 === 0];
    if (field.type === 'string') return [name, name.endsWith('On') || name === 'date' ? '2026-03-20' : 'B-2'];
    const { minimum = 0, maximum = number } = field;
    // Nobody finds more of a delivery at the dock than was there.
    return [name, task.process === 'receiving' ? minimum : Math.min(maximum, Math.max(minimum, number))];
  });
  const form = Object.fromEntries(filled) as Record<string, unknown>;
  return row ? { ...form, quantity: (await warehouses.lyingAt(row)).quantity } : form;
}
