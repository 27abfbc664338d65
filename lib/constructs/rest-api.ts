import { readFileSync } from 'node:fs';
import { CfnOutput, Stack, Tags, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiDefinition,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  SpecRestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { arnsOf, logGroupOf, type Platform } from '../platform.ts';

/** The part of `api/openapi.json` the gateway is made from. */
export interface RestContract {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, RestOperation>>>>;
}
interface RestOperation {
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: unknown;
  }[];
  /** Any of these proves who calls, such as `[{ bearer: ['inventory:read'] }]`. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** The function that carries it out, such as `api/read`. */
  readonly 'x-tallyflow-function': string;
}

export interface RestApiProps {
  readonly platform: Platform;
  readonly contract: RestContract;
  /** The function the gateway asks about bearer tokens, such as `api/authorize`; none where it runs no authorizer. */
  readonly authorizer?: string;
}

/** How the contract says that an operation wants a bearer token. */
const BEARER = 'bearer';
/** By what the gateway counts a call against a usage plan: a key that comes from the authorizer, never from a request. */
const USAGE_KEY = 'usage-key';
/**
 * For so long the gateway keeps what the authorizer said of a token. It lets nobody in meanwhile whom a handler would not:
 * handlers verify every call. Whoever was denied and is granted something since waits for it, so it is no longer.
 */
const AUTHORIZED_SECONDS = 60;

/** Reads the contract the routes were written into by `npm run generate`. */
export function restContract(): RestContract {
  return JSON.parse(readFileSync(new URL('../../api/openapi.json', import.meta.url), 'utf8')) as RestContract;
}

/**
 * The gateway in front of the API's functions. API Gateway reads OpenAPI 3.0 and its own extensions, so it gets the paths,
 * methods and path parameters of the contract; bodies are checked by the handlers, which know the whole of it.
 */
export class RestApi extends Construct {
  public readonly api: SpecRestApi;

  constructor(scope: Construct, id: string, { platform, contract, authorizer }: RestApiProps) {
    super(scope, id);
    const { names, settings } = platform;
    const logGroup = logGroupOf(this, `/aws/apigateway/${names.prefix}`, settings);
    this.api = new SpecRestApi(this, 'Gateway', {
      restApiName: names.prefix,
      description: `${contract.info.title} ${contract.info.version}, stage ${settings.stage}`,
      apiDefinition: ApiDefinition.fromInline(this.gatewayDocument(platform, contract, authorizer)),
      endpointTypes: [EndpointType.REGIONAL],
      // The role that lets a gateway log is an account's, not a stack's.
      cloudWatchRole: false,
      deployOptions: {
        stageName: settings.stage,
        tracingEnabled: settings.tracing,
        metricsEnabled: true,
        loggingLevel: settings.executionLogs ? MethodLoggingLevel.ERROR : MethodLoggingLevel.OFF,
        ...(settings.executionLogs
          ? { accessLogDestination: new LogGroupLogDestination(logGroup), accessLogFormat: accessLog() }
          : {}),
      },
    });
    // LocalStack gives an API this id, so that its address is known before it is deployed.
    if (settings.gatewayId)
      Tags.of(this.api).add('_custom_id_', settings.gatewayId, {
        includeResourceTypes: ['AWS::ApiGateway::RestApi'],
      });
    this.letGatewayCall(platform, contract, authorizer);
    acknowledge(this.api, settings.executionLogs);
    new CfnOutput(Stack.of(this), 'ApiEndpoint', { value: this.api.url });
  }

  private gatewayDocument(
    platform: Platform,
    { info, paths }: RestContract,
    authorizer: string | undefined,
  ): object {
    const stack = Stack.of(this);
    const arns = arnsOf(this, platform.names);
    const uriOf = (entry: string) =>
      `arn:${stack.partition}:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${arns.function(entry)}/invocations`;
    const operation = (described: RestOperation) => ({
      operationId: described.operationId,
      parameters: described.parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      responses: { default: { description: 'As the contract says.' } },
      // What proves itself otherwise, such as a signed webhook, is its handler's alone to verify.
      ...(authorizer && described.security.some((way) => BEARER in way)
        ? { security: [{ [BEARER]: [], [USAGE_KEY]: [] }] }
        : {}),
      'x-amazon-apigateway-integration': {
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: uriOf(described['x-tallyflow-function']),
        passthroughBehavior: 'when_no_match',
      },
    });
    return {
      openapi: '3.0.1',
      info: { title: platform.names.prefix, version: info.version },
      paths: Object.fromEntries(
        Object.entries(paths).map(([path, methods]) => [
          path,
          Object.fromEntries(
            Object.entries(methods).map(([method, described]) => [method, operation(described)]),
          ),
        ]),
      ),
      'x-amazon-apigateway-gateway-responses': gatewayResponses(),
      ...(authorizer
        ? {
            'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
            components: { securitySchemes: securitySchemes(uriOf(authorizer)) },
          }
        : {}),
    };
  }

  private letGatewayCall(platform: Platform, { paths }: RestContract, authorizer: string | undefined): void {
    const entries = new Set(
      Object.values(paths).flatMap((methods) =>
        Object.values(methods).map((described) => described['x-tallyflow-function']),
      ),
    );
    for (const entry of entries)
      new CfnPermission(this, `Calls-${entry.replaceAll('/', '-')}`, {
        action: 'lambda:InvokeFunction',
        functionName: platform.names.function(entry),
        principal: 'apigateway.amazonaws.com',
        sourceArn: this.api.arnForExecuteApi(),
      });
    if (authorizer)
      new CfnPermission(this, 'Asks', {
        action: 'lambda:InvokeFunction',
        functionName: platform.names.function(authorizer),
        principal: 'apigateway.amazonaws.com',
        sourceArn: Stack.of(this).formatArn({
          service: 'execute-api',
          resource: this.api.restApiId,
          resourceName: 'authorizers/*',
        }),
      });
  }
}

/** A line for every call, with whose it is as far as the authorizer says so. */
function accessLog(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      address: '$context.identity.sourceIp',
      method: '$context.httpMethod',
      path: '$context.path',
      status: '$context.status',
      milliseconds: '$context.responseLatency',
      tenant: '$context.authorizer.tenant',
      subject: '$context.authorizer.subject',
      kind: '$context.authorizer.kind',
    }),
  );
}

function securitySchemes(authorizerUri: string): Readonly<Record<string, unknown>> {
  return {
    [BEARER]: {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      'x-amazon-apigateway-authtype': 'custom',
      'x-amazon-apigateway-authorizer': {
        type: 'token',
        authorizerUri,
        authorizerResultTtlInSeconds: AUTHORIZED_SECONDS,
        // What has not even the form of a token is turned away without asking.
        identityValidationExpression: '^[Bb][Ee][Aa][Rr][Ee][Rr] [\\w-]+\\.[\\w-]+\\.[\\w-]+$',
      },
    },
    [USAGE_KEY]: { type: 'apiKey', name: 'x-api-key', in: 'header' },
  };
}

/** What the gateway answers by itself is a problem like any other. */
function gatewayResponses(): Readonly<Record<string, unknown>> {
  const problem = (type: string, status: number, detail: string) => ({
    statusCode: status,
    responseTemplates: {
      'application/json': JSON.stringify({
        type: `urn:tallyflow:problem:${type}`,
        title: detail,
        status,
        detail,
        instance: 'urn:tallyflow:correlation:$context.requestId',
      }),
    },
    responseParameters: {
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      ...(status === 401 ? { 'gatewayresponse.header.WWW-Authenticate': "'Bearer'" } : {}),
    },
  });
  return {
    UNAUTHORIZED: problem('unauthenticated', 401, 'There is no valid access token.'),
    ACCESS_DENIED: problem('forbidden', 403, 'The caller may not do this.'),
    // The authorizer named a key no plan has.
    INVALID_API_KEY: problem('internal', 500, 'Something failed here.'),
    MISSING_AUTHENTICATION_TOKEN: problem('not-found', 404, 'There is no such operation.'),
    THROTTLED: problem('rate-limited', 429, 'Too many calls.'),
    QUOTA_EXCEEDED: problem('rate-limited', 429, 'The quota of the usage plan is used up.'),
    REQUEST_TOO_LARGE: problem('too-large', 413, 'The body is too large.'),
    INTEGRATION_TIMEOUT: problem('unavailable', 503, 'It took too long; make the same call again.'),
    DEFAULT_5XX: problem('internal', 500, 'Something failed here.'),
  };
}

function acknowledge(api: SpecRestApi, writesLogs: boolean): void {
  const reasons: Readonly<Record<string, string>> = {
    'AwsSolutions-APIG2':
      'Handlers check each request against the whole contract and answer every problem at once.',
    'AwsSolutions-APIG3': 'Web ACLs are a decision of the account; docs/deploying.md says how to attach one.',
    'AwsSolutions-APIG4':
      'The handler of every route verifies the token, in every stage; a test walks all routes. LocalStack runs no authorizer.',
    'AwsSolutions-COG4':
      'Tokens are those of the issuers a tenant lists; the handler of every route verifies them.',
    ...(!writesLogs
      ? {
          'AwsSolutions-APIG1': 'LocalStack writes none; the functions log each request.',
          'AwsSolutions-APIG6': 'LocalStack writes none; the functions log each request.',
        }
      : {}),
  };
  for (const [id, reason] of Object.entries(reasons)) Validations.of(api).acknowledge({ id, reason });
}
