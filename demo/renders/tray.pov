#include "studio.inc"
#macro Stave() #if (Colour = 0) WoodOf(OakLight, OakDark, 0.28) #else WoodOf(WalnutLight, WalnutDark, 0.28) #end #end
#macro Board()
  difference {
    union {
      #declare A = 1.28; #declare B = 0.82;
      superellipsoid { <0.18, 0.22> rotate x * 90 scale <A, 0.09, B> translate y * 0.09 }
    }
    superellipsoid { <0.18, 0.5> rotate x * 90 scale <A * 0.93, 0.10, B * 0.89> translate y * 0.175 }
    rotate z * 90 
    Stave()
    rotate z * -90
  }
#end
Studio(1.4)
object { Board() rotate y * 24 }
#if (View = 2)
  #declare Cup = union { difference { union { RoundedDisc(0.26, 0, 0.2, 0.05) cylinder { y * 0.1, y * 0.44, 0.26 } } cylinder { y * 0.06, y, 0.23 } } torus { 0.245, 0.015 translate y * 0.44 } }
  object { Cup Speckled(srgb <0.92, 0.89, 0.84>, srgb <0.66, 0.56, 0.46>) translate <-0.45, 0.07, 0.1> }
  object { Cup Speckled(srgb <0.53, 0.61, 0.49>, srgb <0.36, 0.40, 0.30>) translate <0.30, 0.07, -0.1> }
#end
#if (View = 1) Shot(<0, 3.9, -4.6>, <0, 0.05, 0>, 31) #else Shot(<0.3, 2.5, -4.4>, <0.0, 0.14, 0>, 29) #end
