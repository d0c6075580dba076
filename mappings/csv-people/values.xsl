<?xml version="1.0" encoding="UTF-8"?>
<!-- How dates and amounts of an export are read. What is neither form goes on as it stands, and the CMDB says what is wrong with it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <!-- 5.3.2026., 5. 3. 2026. and 05.03.2026 → 2026-03-05 -->
  <xsl:template name="date">
    <xsl:param name="value"/>
    <xsl:variable name="text" select="translate(normalize-space($value), ' ', '')"/>
    <xsl:variable name="day" select="substring-before($text, '.')"/>
    <xsl:variable name="month" select="substring-before(substring-after($text, '.'), '.')"/>
    <xsl:variable name="year" select="substring-before(concat(substring-after(substring-after($text, '.'), '.'), '.'), '.')"/>
    <xsl:choose>
      <xsl:when test="$day != '' and $month != '' and string-length($year) = 4 and translate(concat($day, $month, $year), '0123456789', '') = ''">
        <xsl:value-of select="concat($year, '-', format-number($month, '00'), '-', format-number($day, '00'))"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="normalize-space($value)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!--
    1.234.567,89 and 1,234,567.89 and 1234567,89 → 1234567.89: the last mark parts the decimals. A number with one mark and three digits
    behind it may be a thousand or one: it gets a question mark, so that the CMDB refuses it and a person asks.
  -->
  <xsl:template name="amount">
    <xsl:param name="value"/>
    <xsl:variable name="text" select="translate(normalize-space($value), ' &#160;&#8239;', '')"/>
    <xsl:variable name="behind-comma" select="substring-after($text, ',')"/>
    <xsl:variable name="behind-dot" select="substring-after($text, '.')"/>
    <xsl:variable name="one-comma" select="contains($text, ',') and not(contains($behind-comma, ','))"/>
    <xsl:variable name="one-dot" select="contains($text, '.') and not(contains($behind-dot, '.'))"/>
    <xsl:choose>
      <xsl:when test="$one-comma and contains($text, '.') and not(contains($behind-comma, '.'))">
        <xsl:value-of select="translate($text, ',.', '.')"/>
      </xsl:when>
      <xsl:when test="$one-dot and contains($text, ',') and not(contains($behind-dot, ','))">
        <xsl:value-of select="translate($text, ',', '')"/>
      </xsl:when>
      <xsl:when test="($one-comma and not($one-dot) and string-length($behind-comma) = 3) or ($one-dot and not($one-comma) and string-length($behind-dot) = 3)">
        <xsl:value-of select="concat($text, ' ?')"/>
      </xsl:when>
      <xsl:when test="$one-comma and not($one-dot)"><xsl:value-of select="translate($text, ',', '.')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
