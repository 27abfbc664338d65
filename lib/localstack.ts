/**
 * Resource types LocalStack 2026.3.0 reports as created without creating anything, and why the local stage can do
 * without them. Any other type it does not know must not get into the local stage unnoticed; a test over the templates
 * sees to it. (LocalStack's own switch for this, CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES=0, refuses types it does create.)
 */
export const skippedByLocalStack: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Dashboard':
    'nobody looks at a dashboard of the local stage: `npm run ops` shows the same facts',
};

/** Resource types of ours it does create. */
export const createdByLocalStack: readonly string[] = [
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SecretsManager::Secret',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::StepFunctions::StateMachine',
];
