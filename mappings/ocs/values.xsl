<?xml version="1.0" encoding="UTF-8"?>
<!-- How single values of the inventory are read. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- what firmware says where nobody filled anything in: no value -->
  <xsl:variable name="junk">|0|00000000|0000000000000000|1234567|12345678|123456789|0123456789|1234567890|DEFAULT STRING|EMPTY|FFFFFFFF|INVALID|N/A|NA|NONE|NOT APPLICABLE|NOT AVAILABLE|NOT PRESENT|NOT PROVIDED|NOT SPECIFIED|NULL|NO DIMM|NOT SET|NOT SETTABLE|O.E.M.|OEM|SERIAL NUMBER|SYSTEM SERIAL NUMBER|SYSTEM MANUFACTURER|SYSTEM PRODUCT NAME|TO BE FILLED BY O.E.M.|TO BE FILLED BY OEM|UNKNOWN|UNDEFINED|UNSPECIFIED|</xsl:variable>

  <xsl:template name="known">
    <xsl:param name="value"/>
    <xsl:variable name="text" select="normalize-space($value)"/>
    <xsl:variable name="upper" select="translate($text, 'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ')"/>
    <xsl:if test="not(contains($junk, concat('|', $upper, '|'))) and translate($text, '0-: .', '') != ''">
      <xsl:value-of select="$text"/>
    </xsl:if>
  </xsl:template>

  <!-- a whole number above 0; agents write 0 and fractions where they know nothing better -->
  <xsl:template name="number">
    <xsl:param name="value"/>
    <xsl:if test="number($value) &gt; 0"><xsl:value-of select="format-number(round(number($value)), '0')"/></xsl:if>
  </xsl:template>

  <!-- the address of the adapter that has the machine's IP address, else of the first adapter -->
  <xsl:template name="hardware-address">
    <xsl:param name="adapters"/>
    <xsl:param name="ip"/>
    <xsl:choose>
      <xsl:when test="$adapters[ipaddress = $ip]"><xsl:value-of select="$adapters[ipaddress = $ip][1]/macaddr"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$adapters[1]/macaddr"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- the attribute identify of a part: its serial number, when it has one and no sibling has the same -->
  <xsl:template name="identify">
    <xsl:param name="serial"/>
    <xsl:param name="same"/>
    <xsl:attribute name="identify">
      <xsl:choose>
        <xsl:when test="$serial != '' and count($same) = 1">SerialNumber</xsl:when>
        <xsl:otherwise>Code</xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
  </xsl:template>

  <!-- the Code of a part whose position may shift when another comes or goes: by serial number, as it is identified -->
  <xsl:template name="part-code">
    <xsl:param name="tag"/>
    <xsl:param name="serial"/>
    <xsl:param name="same"/>
    <xsl:param name="place"/>
    <xsl:choose>
      <xsl:when test="$serial != '' and count($same) = 1"><xsl:value-of select="concat($tag, '/', $serial)"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="concat($tag, '/', $place)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
