/*
 * The codes a passport may have for its holder's nationality: ICAO Doc 9303-3, 8th edition (2021), section 5, and two
 * that passports and registers have beside it. The states of part A are those of ISO 3166-1 (alpha-3, as of
 * iso-codes 4.15).
 */

/** ISO 3166-1, except that Doc 9303 writes `D` for Germany: see `nationality.ts`. */
const STATES = `
  ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR
  BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP
  CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB
  GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN
  KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD
  MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN
  PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM
  SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR
  UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE`;

/** By where in section 5 they stand. */
export const NATIONALITY_CODES = {
  /** Part A: states and territories of ISO 3166-1. */
  states: listed(STATES),
  /** Part A: beside ISO 3166-1. British nationalities that are not citizenship, and Kosovo. */
  'other-nationalities': listed('GBD GBN GBO GBP GBS RKS'),
  /** Parts B, C and D: organisations and authorities, and the United Nations' document for residents of Kosovo. */
  organisations: listed('EUE UNA UNK UNO XBA XCC XCE XCO XDC XEC XES XIM XMP XOM XPO'),
  /** Part E: stateless, refugees, and those of whom the passport does not say it. */
  'no-nationality': listed('XXA XXB XXC XXX'),
  /** Part F: former codes of ISO 3166 that are referenced still. */
  former: listed('ANT NTZ'),
  /** Part G: Utopia, of specimens. */
  specimen: listed('UTO'),
  /**
   * Not in section 5, but in passports and registers: Romania's until 2002, and Kosovo's of the European Union and the
   * World Bank. Part H (`IAO`) is the other way round: it signs lists, and is on nobody's passport.
   */
  'in-use': listed('ROM XKX'),
} as const;

function listed(codes: string): readonly string[] {
  return codes.trim().split(/\s+/);
}
