import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

/** The smallest app worth comparing with: a stack with a table, and one with a function that reads it. */
const app = new App();
const data = new Stack(app, 'Data');
const table = new Table(data, 'Table', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
const work = new Stack(app, 'Work');
const reader = new LambdaFunction(work, 'Reader', {
  runtime: Runtime.NODEJS_LATEST,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = () => {};'),
});
table.grantReadData(reader);
app.synth();
