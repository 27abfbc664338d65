// Written by `npm run generate` from api/control-tower.graphql.
export const sdl = `"""
How many entries a list may hold, which its cost is counted with: the least its arguments ask for, or else this many.
"""
directive @listSize(assumed: Int!, arguments: [String!]) on FIELD_DEFINITION

"A whole number of base units. Integers up to 2^53; no fractions, no rounding."
scalar Units

"A calendar date of the site, such as 2026-03-02."
scalar Date

"A moment in UTC, such as 2026-03-02T08:00:00Z."
scalar DateTime

"What an event says, as its contract in events/schemas has it."
scalar EventData

"The control tower: everything about an item, for whoever has to decide about it. Nothing can be changed here."
type Query {
  "An item. One that never moved has no position."
  product(sku: ID!): Product!
  "Several items at once, each one once and in the order asked for."
  products(skus: [ID!]!): [Product!]! @listSize(assumed: 1, arguments: ["skus"])
}

type Product {
  sku: ID!
  "By site: those named, or the first sites of the tenant the caller is granted. A site without a grant is refused."
  positions(sites: [ID!], first: Int! = 5): [Position!]! @listSize(assumed: 5, arguments: ["sites", "first"])
}

"An item at a site."
type Position {
  site: ID!
  "All units here, whatever their status."
  onHand: Units!
  "Units that may be sold or used, reserved ones among them."
  usable: Units!
  "Of the usable units, those promised to order lines and transfers. More than is usable after a loss of reserved goods."
  reserved: Units!
  "On its way here from other sites of the tenant."
  inTransit: Units!
  "Ordered from suppliers by replenishment, and not received."
  onOrder: Units!
  "Units of places a count has frozen, as the book has them."
  frozen: Units!
  """
  What can be promised on each day, from today on: free units that are in no doubt, and supply that is known here, by the
  method of the tenant. Order lines that wait without a reservation are not taken off: only the OMS knows their quantities.
  """
  atp(days: Int! = 14): [AtpDay!]! @listSize(assumed: 14, arguments: ["days"])
  "By lot, in the order of their names."
  lots(first: Int! = 10): [Lot!]! @listSize(assumed: 10, arguments: ["first"])
  "Processes about the item at this site that have not ended; the one that moved last comes first."
  openProcesses(first: Int! = 10): [Process!]! @listSize(assumed: 10, arguments: ["first"])
  "Open cases of processes about the item and of its drift, soonest deadline first."
  cases(first: Int! = 10): [Case!]! @listSize(assumed: 10, arguments: ["first"])
  "Order lines whose goods or date are in danger."
  ordersAtRisk(first: Int! = 10): [OrderAtRisk!]! @listSize(assumed: 10, arguments: ["first"])
  "What processes about the item announced here in the last days, the latest first."
  lastEvents(first: Int! = 20): [Event!]! @listSize(assumed: 20, arguments: ["first"])
  "What channels show."
  channels: [ChannelNumber!]! @listSize(assumed: 1)
  "The last difference between systems that was found here; a case of it that stands is among its cases."
  drift: Drift
}

type AtpDay {
  date: Date!
  quantity: Units!
}

type Lot {
  lot: ID!
  available: Units!
  "Available units nobody has reserved."
  free: Units!
}

type Process {
  processId: ID!
  process: String!
  businessKey: String!
  site: ID!
  state: String!
  mode: String!
  openedAt: DateTime!
  updatedAt: DateTime!
  "When it is looked at next at the latest."
  dueAt: DateTime
  closedAt: DateTime
  outcome: String
  "Its open cases, soonest deadline first."
  cases(first: Int! = 5): [Case!]! @listSize(assumed: 5, arguments: ["first"])
}

type Case {
  caseId: ID!
  class: String!
  severity: String!
  site: ID!
  "The role that owns it."
  owner: String!
  assignee: ID
  summary: String!
  openedAt: DateTime!
  slaDueAt: DateTime!
  escalated: Boolean!
  "The process it came from, if the caller is granted it."
  process: Process
}

enum Risk {
  "It waits for stock; the reason says why it got none."
  WAITING
  "Its goods were reserved and are not all there anymore."
  OVERSOLD
  "The warehouse cannot ship it as planned."
  EXCEPTION
  "Its date is under review, or its customer has to be told or asked."
  PROMISE
}

type OrderAtRisk {
  risk: Risk!
  orderId: ID
  orderLineId: ID
  "Units in danger, where they are known."
  quantity: Units
  reason: String!
  process: Process
}

type Event {
  id: ID!
  type: String!
  source: String!
  subject: String!
  time: DateTime!
  data: EventData!
}

type ChannelNumber {
  channel: String!
  "Units it was told, or was seen to show."
  published: Units!
  "Units it should show now."
  sellable: Units!
  asOf: DateTime!
}

type Drift {
  "See rule 5.11: PUBLISH_LAG, IN_FLIGHT, MISSING_POSTING, EXTRA_POSTING, UNEXPLAINED."
  class: String!
  "The sum of our events, what the WMS holds, what the ERP has booked."
  position: Units!
  physical: Units!
  book: Units!
  published: Units
  sellable: Units
  foundAt: DateTime!
  processId: ID!
}
`;
