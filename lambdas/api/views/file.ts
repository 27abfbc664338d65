import * as z from 'zod/mini';
import { Finding } from '../../../events/inbound.ts';
import type { FileReport } from '../../doors/notice.ts';
import type { FileStore, TenantScope } from '../../store/ports.ts';
import type { PageAsked } from '../kernel/route.ts';
import { type FilePlace, fileIdOf, inboxKey, reportsPrefix } from '../partner-files.ts';

/** Answers to partners' translators that lie beside a report, by how their objects end. */
export const ANSWERS = ['997', 'contrl', 'aperak'] as const;
type Answer = (typeof ANSWERS)[number];
const REPORT = '.report.json';

const Verdict = z.enum(['accepted', 'accepted-with-errors', 'rejected']);

export const FileView = z.object({
  id: z.string(),
  partnerId: z.string(),
  name: z.string(),
  /** `waiting` until it has been read. */
  state: z.enum(['waiting', 'read']),
  receivedAt: z.optional(z.string()),
  format: z.optional(z.string()),
  verdict: z.optional(Verdict),
  /** The first half of its content's SHA-256: which one was read, where other content was sent under one name. */
  digest: z.optional(z.string()),
  answers: z.array(z.enum(ANSWERS)),
});
type FileView = z.infer<typeof FileView>;

/** What was found in a file, for programs and, as `text`, for people. */
export const ReportView = z.object({
  format: z.string(),
  verdict: Verdict,
  text: z.string(),
  /** What concerns the file as a whole. */
  findings: z.array(Finding),
  notices: z.array(
    z.object({
      /** The number of the notice, or of another document. */
      asnId: z.optional(z.string()),
      format: z.optional(z.string()),
      verdict: Verdict,
      lineCount: z.int(),
      findings: z.array(Finding),
    }),
  ),
  /** It is too long for an answer: each notice shows its first findings only. */
  shortened: z.optional(z.boolean()),
});

/** Letters of a report that go into an answer whole; a function answers at most 6 MB. */
const WHOLE_REPORT = 3_000_000;
const FIRST_FINDINGS = 5;

export function reportView(report: FileReport, text: string): z.infer<typeof ReportView> {
  const { format, verdict, findings, notices } = report;
  const whole = JSON.stringify(notices).length + text.length <= WHOLE_REPORT;
  return {
    format,
    verdict,
    text: whole ? text : `${text.slice(0, WHOLE_REPORT / 3)}\n…\n`,
    findings: [...findings],
    notices: notices.map((notice) => ({
      ...notice,
      findings: whole ? [...notice.findings] : notice.findings.slice(0, FIRST_FINDINGS),
    })),
    ...(whole ? {} : { shortened: true }),
  };
}

/** The report as the door keeps it. */
type KeptReport = FileReport & {
  readonly receivedAt: string;
  readonly digest: string;
  readonly text: string;
};

export function fileView(
  place: FilePlace,
  report: KeptReport | undefined,
  answers: readonly Answer[],
): FileView {
  return {
    id: fileIdOf(place),
    partnerId: place.partnerId,
    name: place.name,
    state: report ? 'read' : 'waiting',
    ...(report && {
      receivedAt: report.receivedAt,
      format: report.format,
      verdict: report.verdict,
      digest: report.digest,
    }),
    answers: [...answers],
  };
}

interface AboutFile {
  /** Absent until the file has been read. */
  readonly report?: KeptReport;
  readonly answers: readonly { readonly kind: Answer; readonly key: string }[];
}

/** What there is about a file; `undefined` when it was never here. */
export async function aboutFile(
  tenant: TenantScope,
  place: FilePlace,
  files: FileStore,
): Promise<AboutFile | undefined> {
  const base = `${reportsPrefix(tenant, place.partnerId)}${place.name}`;
  const keys = await files.list(`${base}.`);
  const report = keys.includes(base + REPORT) ? await readReport(base + REPORT, files) : undefined;
  if (report) return { report, answers: answersIn(keys, base) };
  const inbox = inboxKey(tenant, place);
  const [first] = await files.list(inbox, { atMost: 1 });
  return first === inbox ? { answers: [] } : undefined;
}

/** A page of the files whose reports begin with a prefix; the cursor is the key of a report. */
export async function filesOfReports(
  tenant: TenantScope,
  prefix: string,
  { limit, cursor }: PageAsked,
  files: FileStore,
): Promise<{ readonly items: FileView[]; readonly cursor: string | undefined }> {
  // Each file has at most this many objects, so there are enough keys to see whether more files follow.
  const atMost = (limit + 1) * (ANSWERS.length + 1);
  const keys = await files.list(prefix, { after: cursor, atMost });
  const reports = keys.filter((key) => key.endsWith(REPORT));
  const shown = reports.slice(0, limit);
  const found = await Promise.all(
    shown.map(async (key) => {
      const base = key.slice(0, -REPORT.length);
      const place = base.slice(reportsPrefix(tenant).length);
      const slash = place.indexOf('/');
      const report = await readReport(key, files);
      return fileView(
        { partnerId: place.slice(0, slash), name: place.slice(slash + 1) },
        report,
        answersIn(keys, base).map(({ kind }) => kind),
      );
    }),
  );
  return { items: found, cursor: reports.length > limit ? shown.at(-1) : undefined };
}

function answersIn(keys: readonly string[], base: string): AboutFile['answers'] {
  return ANSWERS.map((kind) => ({ kind, key: `${base}.${kind}` })).filter(({ key }) => keys.includes(key));
}

async function readReport(key: string, files: FileStore): Promise<KeptReport | undefined> {
  const bytes = await files.get(key);
  return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as KeptReport);
}
