/**
 * Words of GS1's Core Business Vocabulary 2.0 (CBV 2.0, sections 7.1 to 7.7) and the web addresses EPCIS 2.0 writes them as.
 * A bare word stands for its address, so `receiving` and `https://ref.gs1.org/cbv/BizStep-receiving` are one step.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const BIZ_STEPS = words(`
  accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting decommissioning
  departing destroying disassembling dispensing encoding entering_exiting holding inspecting installing killing loading
  other packing picking receiving removing repackaging repairing replacing reserving retail_selling sampling
  sensor_reporting shipping staging_outbound stock_taking stocking storing transporting unloading unpacking void_shipping`);

export const DISPOSITIONS = words(`
  active available completeness_verified completeness_inferred conformant container_closed container_open damaged destroyed
  dispensed disposed encoded expired in_progress in_transit inactive mismatch_instance mismatch_class mismatch_quantity
  needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed recalled reserved retail_sold
  returned sellable_accessible sellable_not_accessible stolen unavailable unknown`);

export const TRANSACTION_TYPES = words(
  'bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt',
);
export const PARTY_TYPES = words('owning_party possessing_party location');
export const ERROR_REASONS = words('did_not_occur incorrect_data');

const COMPONENTS = words(`
  x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude longitude
  altitude`);
const ALERTS = words('ALARM_CONDITION ERROR_CONDITION');
const MEASUREMENTS = words(`
  AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude AmountOfSubstance
  AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance Conductance
  Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity ElectricCharge
  ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance
  Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux
  MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate MassPerAreaTime MemoryCapacity
  MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux RadiantIntensity RelativeHumidity
  Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage
  Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber`);

export interface Vocabulary {
  readonly words: ReadonlySet<string>;
  readonly address: string;
  /** How versions before 2.0 wrote it. */
  readonly urn?: string;
}

const cbv = (kind: string, list: ReadonlySet<string>, urn?: string): Vocabulary => ({
  words: list,
  address: `https://ref.gs1.org/cbv/${kind}-`,
  ...(urn && { urn: `urn:epcglobal:cbv:${urn}:` }),
});
const voc = (list: ReadonlySet<string>): Vocabulary => ({ words: list, address: 'https://gs1.org/voc/' });

export const VOCABULARIES = {
  bizStep: cbv('BizStep', BIZ_STEPS, 'bizstep'),
  disposition: cbv('Disp', DISPOSITIONS, 'disp'),
  transaction: cbv('BTT', TRANSACTION_TYPES, 'btt'),
  party: cbv('SDT', PARTY_TYPES, 'sdt'),
  reason: cbv('ER', ERROR_REASONS, 'er'),
  component: cbv('Comp', COMPONENTS),
  alert: voc(ALERTS),
  measurement: voc(MEASUREMENTS),
} as const;

/** The address a word stands for; what is no word of the vocabulary stays as it is. */
export function addressOf(text: string, { words: known, address }: Vocabulary): string {
  return known.has(text) ? `${address}${text}` : text;
}

/** The bare word of an address or an older URN; anything else stays as it is. */
export function wordOf(text: string, { address, urn }: Vocabulary): string {
  for (const prefix of [address, urn])
    if (prefix && text.startsWith(prefix)) return text.slice(prefix.length);
  return text;
}

/** Older CBV URNs anywhere in a text as the web addresses of 2.0. */
export function modernized(text: string): string {
  if (!text.includes('urn:epcglobal:cbv:')) return text;
  return Object.values<Vocabulary>(VOCABULARIES).reduce(
    (left, { urn, address }) => (urn ? left.replaceAll(urn, address) : left),
    text,
  );
}
